/** The public face of SMC for Java and the SPIs that engines, transports and clouds implement. */
module dev.smc.api {
    requires static transitive org.jspecify;
    requires static transitive org.immutables.value.annotations;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires org.slf4j;

    exports dev.smc.api;
    exports dev.smc.api.error;
    exports dev.smc.api.model;
    exports dev.smc.spi.cloud;
    exports dev.smc.spi.disk;
    exports dev.smc.spi.transport;

    opens dev.smc.api.model to
            com.fasterxml.jackson.databind;

    uses dev.smc.api.MigrationCenter.Builder;
}
