package dev.smc.transfer.internal.tls;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/** Makes TLS 1.3 engines of one identity, which demand the other side's certificate. Thread-safe. */
public final class TlsContext {
    private final SSLContext context;
    private final Identity identity;

    /** Creates a context. */
    public TlsContext(Identity identity, InstantSource clock) {
        this.identity = identity;
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new OwnKey(identity)},
                    new TrustManager[] {new PinnedTrust(identity.peer(), clock)},
                    new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot do TLS 1.3", e);
        }
    }

    /** Returns the identity. */
    public Identity identity() {
        return identity;
    }

    SSLEngine engine(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        if (!client) {
            engine.setNeedClientAuth(true);
        }
        return engine;
    }
}
