package dev.smc.transfer.internal.tls;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TransportException;
import dev.smc.spi.transport.PeerIdentity;
import java.io.ByteArrayInputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * What a {@link PeerIdentity} holds: {@code docs/formats/wire-protocol.md}, section 2.
 *
 * @param key own private key
 * @param certificate own certificate
 * @param peer the only certificate accepted of the other side
 * @param secret shared by both sides
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate peer, byte[] secret) {
    static final int SECRET_LENGTH = 32;
    private static final int MAGIC = 0x534d4349; // "SMCI"
    private static final short VERSION = 1;

    PeerIdentity encode() throws GeneralSecurityException {
        byte[][] parts = {key.getEncoded(), certificate.getEncoded(), peer.getEncoded()};
        int length = 6 + SECRET_LENGTH;
        for (byte[] part : parts) {
            length += 2 + part.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).putInt(MAGIC).putShort(VERSION);
        for (byte[] part : parts) {
            out.putShort((short) part.length).put(part);
        }
        return new PeerIdentity(out.put(secret).array());
    }

    /** Reads an identity that this transport minted. */
    public static Identity decode(PeerIdentity encoded) {
        try {
            ByteBuffer in = ByteBuffer.wrap(encoded.encoded());
            if (in.getInt() != MAGIC || in.getShort() != VERSION) {
                throw unusable(null);
            }
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(part(in)));
            X509Certificate certificate = certificate(part(in));
            X509Certificate peer = certificate(part(in));
            byte[] secret = new byte[SECRET_LENGTH];
            in.get(secret);
            if (in.hasRemaining()) {
                throw unusable(null);
            }
            return new Identity(key, certificate, peer, secret);
        } catch (GeneralSecurityException | BufferUnderflowException e) {
            throw unusable(e);
        }
    }

    private static byte[] part(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static TransportException unusable(@org.jspecify.annotations.Nullable Exception cause) {
        return new TransportException(
                ErrorCode.PEER_UNTRUSTED,
                "the identity was not minted by this transport or is damaged",
                "mint a pair of identities for this run and hand each side its own",
                cause);
    }

    /** Returns a text without the secrets. */
    @Override
    public String toString() {
        return "Identity{redacted}";
    }
}
