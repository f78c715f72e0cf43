package dev.smc.transfer.internal.tls;

import dev.smc.api.model.Attestation;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.wire.Hello;
import dev.smc.transfer.internal.wire.WireErrors;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.HexFormat;

/** The receiver's statement on a disk, and its signature: {@code docs/formats/wire-protocol.md}, section 7. */
public final class Attestor {
    /** The most bytes of a signature. */
    public static final int MAX_SIGNATURE = 80;

    private static final String ALGORITHM = "SHA256withECDSA";

    private Attestor() {}

    /** Returns what is stated of a disk. */
    public static String statement(Hello hello, ChunkGrid grid, byte[] root) {
        return String.join(
                "\n",
                "SMC disk 1",
                "job " + hello.jobId(),
                "epoch " + hello.epoch(),
                "disk " + hello.disk(),
                "round " + hello.round(),
                "size " + grid.diskSize(),
                "chunk " + grid.chunkSize(),
                "root " + HexFormat.of().formatHex(root),
                "read back " + (hello.verify() ? "yes" : "no"),
                "");
    }

    /** Signs a statement with the key of an identity. */
    public static byte[] sign(Identity identity, String statement) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(identity.key());
            signature.update(statement.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot sign with ECDSA", e);
        }
    }

    /**
     * Returns the other side's statement, once its signature was checked.
     *
     * @throws dev.smc.api.error.TransportException code {@code PEER_UNTRUSTED} if it is not the other side's
     */
    public static Attestation check(Identity identity, String statement, byte[] signature) {
        Base64.Encoder text = Base64.getEncoder();
        try {
            String certificate = text.encodeToString(identity.peer().getEncoded());
            Attestation attestation = Attestation.of(a -> a.statement(statement)
                    .signature(text.encodeToString(signature))
                    .certificate(certificate));
            if (!attestation.holds()) {
                throw WireErrors.untrusted("the receiver's signature is not that of its key and its root", null);
            }
            return attestation;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }
}
