package dev.smc.transfer.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.spi.transport.PeerIdentity;
import dev.smc.spi.transport.SessionIdentities;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final SessionIdentities PAIR = new IdentityMint(InstantSource.fixed(NOW)).mint("job-1", 4);

    @Test
    void mint_pair_acceptEachOtherAlone() throws Exception {
        Identity sender = Identity.decode(PAIR.sender());
        Identity receiver = Identity.decode(PAIR.receiver());
        assertThat(sender.peer()).isEqualTo(receiver.certificate());
        assertThat(receiver.peer()).isEqualTo(sender.certificate());
        assertThat(sender.certificate()).isNotEqualTo(receiver.certificate());
        assertThat(sender.secret()).hasSize(32).isEqualTo(receiver.secret()).isNotEqualTo(new byte[32]);
        sender.certificate().verify(sender.certificate().getPublicKey());
        assertThat(sender.certificate().getSubjectX500Principal().getName())
                .contains("job-1")
                .contains("epoch 4");
        assertThat(sender.key().getAlgorithm()).isEqualTo("EC");
        assertThat(sender).hasToString("Identity{redacted}");
        assertThat(PAIR.sender()).hasToString("PeerIdentity{redacted}");
    }

    @Test
    void mint_twice_differs() {
        SessionIdentities other = new IdentityMint(InstantSource.fixed(NOW)).mint("job-1", 4);
        assertThat(Identity.decode(other.sender()).secret())
                .isNotEqualTo(Identity.decode(PAIR.sender()).secret());
    }

    @Test
    void decode_damaged_isUntrustedNeverAnythingElse() {
        byte[] good = PAIR.sender().encoded();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertUntrusted(cut);
        }
        assertUntrusted(Arrays.copyOf(good, good.length + 1));
        for (int i = 0; i < 10; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) 0x80;
            assertUntrusted(flipped);
        }
    }

    private static void assertUntrusted(byte[] bytes) {
        Throwable e = catchThrowable(() -> Identity.decode(new PeerIdentity(bytes)));
        assertThat(e)
                .isInstanceOfSatisfying(
                        MigrationException.class, m -> assertThat(m.code()).isEqualTo(ErrorCode.PEER_UNTRUSTED));
    }

    private static void check(Duration later, X509Certificate... chain) throws CertificateException {
        Identity sender = Identity.decode(PAIR.sender());
        new PinnedTrust(sender.peer(), InstantSource.fixed(NOW.plus(later))).checkServerTrusted(chain, "EC");
    }

    @Test
    void trust_pinnedWithinItsValidity_isGiven() throws Exception {
        X509Certificate peer = Identity.decode(PAIR.sender()).peer();
        check(Duration.ZERO, peer);
        check(Duration.ofDays(-1), peer);
        check(Duration.ofDays(30), peer);
    }

    @Test
    void trust_anythingElse_isRefused() {
        X509Certificate peer = Identity.decode(PAIR.sender()).peer();
        X509Certificate own = Identity.decode(PAIR.sender()).certificate();
        assertThatThrownBy(() -> check(Duration.ofDays(31), peer)).hasMessageContaining("valid from");
        assertThatThrownBy(() -> check(Duration.ofDays(-2), peer)).hasMessageContaining("valid from");
        assertThatThrownBy(() -> check(Duration.ZERO, own)).hasMessageContaining("not the one of this run");
        assertThatThrownBy(() -> check(Duration.ZERO, peer, own)).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> check(Duration.ZERO)).isInstanceOf(CertificateException.class);
    }
}
