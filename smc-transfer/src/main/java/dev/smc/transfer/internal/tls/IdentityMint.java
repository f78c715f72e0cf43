package dev.smc.transfer.internal.tls;

import dev.smc.spi.transport.SessionIdentities;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the two identities of a run, in memory only. */
public final class IdentityMint {
    private static final Duration BEFORE = Duration.ofDays(1);
    private static final Duration AFTER = Duration.ofDays(30);

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /** Creates a mint that dates certificates by a clock. */
    public IdentityMint(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns fresh identities for a run. */
    public SessionIdentities mint(String jobId, long epoch) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair sender = generator.generateKeyPair();
            KeyPair receiver = generator.generateKeyPair();
            String run = jobId + " epoch " + epoch;
            X509Certificate senders = selfSigned(sender, "sender of " + run);
            X509Certificate receivers = selfSigned(receiver, "receiver of " + run);
            byte[] secret = new byte[Identity.SECRET_LENGTH];
            random.nextBytes(secret);
            return new SessionIdentities(
                    new Identity(sender.getPrivate(), senders, receivers, secret).encode(),
                    new Identity(receiver.getPrivate(), receivers, senders, secret).encode());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this Java runtime cannot make EC certificates", e);
        }
    }

    private X509Certificate selfSigned(KeyPair pair, String name)
            throws GeneralSecurityException, OperatorCreationException {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(127, random).add(BigInteger.ONE),
                Date.from(now.minus(BEFORE)),
                Date.from(now.plus(AFTER)),
                subject,
                pair.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }
}
