/** The default transport. */
module dev.smc.transfer {
    requires transitive dev.smc.api;
    requires com.github.luben.zstd_jni;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.slf4j;

    exports dev.smc.transfer;

    provides dev.smc.spi.transport.Transport with
            dev.smc.transfer.TlsTransport;
}
