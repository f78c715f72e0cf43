/** The default transport. */
module dev.smc.transfer {
    requires dev.smc.api;
    requires com.github.luben.zstd_jni;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.slf4j;
}
