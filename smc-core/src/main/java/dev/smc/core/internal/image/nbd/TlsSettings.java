package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust and who to be on encrypted connections. The server's certificate must be signed by somebody trusted and must hold
 * the server's name; there is no way to switch that off. Thread-safe.
 */
final class TlsSettings {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;
    private final String hostname;
    private final int port;

    private TlsSettings(SSLContext context, String hostname, int port) {
        this.context = context;
        this.hostname = hostname;
        this.port = port;
    }

    /** Reads the certificates that an address names; without any, those that Java trusts are trusted. */
    static TlsSettings read(NbdAddress address) throws NbdException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            Path directory = address.certificates().orElse(null);
            context.init(
                    directory == null ? null : identity(directory), directory == null ? null : trust(directory), null);
            return new TlsSettings(context, address.tlsHostname(), address.port());
        } catch (IOException | GeneralSecurityException e) {
            throw new NbdException(
                    ErrorCode.INVALID_SPEC,
                    "its certificates cannot be used: " + e,
                    "put ca-cert.pem into the directory that tls-certificates names, and client-cert.pem and"
                            + " client-key.pem if the server asks for them",
                    e);
        }
    }

    private static TrustManager[] trust(Path directory) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        List<Certificate> authorities =
                Pem.read(directory.resolve("ca-cert.pem")).certificates();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca-" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] identity(Path directory) throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve("client-cert.pem");
        Path key = directory.resolve("client-key.pem");
        if (!Files.exists(certificate) && !Files.exists(key)) {
            return null;
        }
        KeyStore store = emptyStore();
        Certificate[] chain = Pem.read(certificate).certificates().toArray(new Certificate[0]);
        store.setKeyEntry("client", Pem.read(key).privateKey(), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Returns the client's end of a new encrypted connection. */
    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine(hostname, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
