/** The engine: disk images, partitions, file systems, jobs, their store, and the local cloud. Found by {@code ServiceLoader}. */
module dev.smc.core {
    requires com.github.luben.zstd_jni;
    requires dev.smc.api;
    requires io.github.javadiffutils;
    requires java.sql;
    requires jdk.unsupported; // ExtendedOpenOption.DIRECT
    requires org.apache.commons.compress;
    requires org.slf4j;
    requires org.tukaani.xz;
    requires org.xerial.sqlitejdbc;
    requires static com.sun.jna;

    opens dev.smc.core.internal.cloud.local to
            com.fasterxml.jackson.databind;
    opens dev.smc.core.internal.guest to
            com.fasterxml.jackson.databind;
    opens dev.smc.core.internal.guest.adapt to
            com.fasterxml.jackson.databind;
    opens dev.smc.core.internal.undo to
            com.fasterxml.jackson.databind;

    provides dev.smc.spi.cloud.CloudProvider with
            dev.smc.core.internal.cloud.local.LocalCloud;
    provides dev.smc.spi.disk.BlockSourceFactory with
            dev.smc.core.internal.image.nbd.NbdSourceFactory;

    uses dev.smc.spi.cloud.CloudProvider;
    uses dev.smc.spi.disk.BlockSourceFactory;
    uses dev.smc.spi.transport.Transport;

    provides dev.smc.api.MigrationCenter.Builder with
            dev.smc.core.internal.center.CenterBuilder;
}
