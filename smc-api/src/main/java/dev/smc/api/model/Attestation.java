package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.function.Consumer;
import org.immutables.value.Value;

/**
 * What the receiver of a disk states that it holds, signed with its key of the run: SHA-256 with ECDSA. The key ends with the run,
 * so nobody can sign another statement later.
 */
@Value.Immutable
@JsonSerialize(as = ImmutableAttestation.class)
@JsonDeserialize(as = ImmutableAttestation.class)
public interface Attestation {
    /** Returns the statement, lines of text: job, epoch, disk, round, size, root digest, whether it was read back. */
    String statement();

    /** Returns the signature of the statement's bytes in UTF-8, in Base64. */
    String signature();

    /** Returns the receiver's certificate, X.509, in Base64; it names job and epoch. */
    String certificate();

    /** Returns whether the signature is that of the certificate's key over the statement. */
    default boolean holds() {
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(certificate()))));
            check.update(statement().getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder().decode(signature()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // damaged
        }
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static Attestation of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds an {@link Attestation}. Not thread-safe. */
    final class Builder extends ImmutableAttestation.Builder {
        Builder() {}
    }
}
