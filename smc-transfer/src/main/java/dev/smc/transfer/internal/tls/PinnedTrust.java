package dev.smc.transfer.internal.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts one certificate, byte for byte, within its validity. */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final X509Certificate pinned;
    private final InstantSource clock;

    PinnedTrust(X509Certificate pinned, InstantSource clock) {
        this.pinned = pinned;
        this.clock = clock;
    }

    /** The other side's certificate is not the pinned one. */
    static final class Mismatch extends CertificateException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1 || !chain[0].equals(pinned)) {
            throw new Mismatch("the other side's certificate is not the one of this run");
        }
        Instant now = clock.instant();
        Instant from = pinned.getNotBefore().toInstant();
        Instant to = pinned.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(to)) {
            throw new Mismatch("it is " + now + ", the certificate is valid from " + from + " to " + to);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
