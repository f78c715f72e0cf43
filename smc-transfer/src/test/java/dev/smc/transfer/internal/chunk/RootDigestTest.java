package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class RootDigestTest {
    private static final ChunkGrid GRID = new ChunkGrid(1000 * 4096, 4096);

    private static byte[] digests() {
        byte[] digests = new byte[64];
        for (int i = 0; i < 64; i++) {
            digests[i] = (byte) i;
        }
        return digests;
    }

    private static byte[] sha(ByteBuffer bytes) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(bytes.flip());
        return sha.digest();
    }

    private static byte[] spanOfTheFormat() throws Exception {
        ByteBuffer span = ByteBuffer.allocate(200).put("SMC span".getBytes(StandardCharsets.US_ASCII));
        span.put((byte) 0).putLong(5);
        span.put((byte) 1).put(digests(), 0, 32);
        span.put((byte) 1).put(digests(), 32, 32);
        span.put((byte) 0).putLong(249);
        return sha(span);
    }

    @Test
    void finish_fedWithChunks_isTheDigestOfTheFormat() throws Exception {
        RootDigest root = new RootDigest(GRID);
        root.addZeros(500);
        root.addZeros(17);
        root.addData(digests(), 0);
        root.addData(digests(), 32);
        root.addZeros(481);

        ByteBuffer expected = ByteBuffer.allocate(200);
        expected.put("SMC root 2".getBytes(StandardCharsets.US_ASCII))
                .putLong(4096000)
                .putInt(4096);
        expected.put((byte) 0).putLong(2);
        expected.put((byte) 1).put(spanOfTheFormat());
        expected.put((byte) 0).putLong(1);
        byte[] digest = sha(expected);
        assertThat(root.finish()).isEqualTo(digest);

        RootDigest bySpans = new RootDigest(GRID);
        bySpans.addZeroSpans(1);
        bySpans.addSpan(new byte[32]);
        bySpans.addSpan(spanOfTheFormat());
        bySpans.addZeroSpans(1);
        RootDigest again = new RootDigest(GRID);
        again.addZeroSpans(2);
        again.addSpan(spanOfTheFormat());
        again.addZeros(256 - 24);
        assertThat(bySpans.finish()).isEqualTo(again.finish()).isEqualTo(digest);
    }

    @Test
    void finish_notAllChunks_isADefect() {
        RootDigest root = new RootDigest(GRID);
        root.addZeros(999);
        assertThatThrownBy(root::finish).hasMessageContaining("999 chunks of 1000");
    }

    @Test
    void span_usedAgain_startsAnew() throws Exception {
        SpanDigest span = new SpanDigest();
        span.addZeros(256);
        assertThat(span.finish()).isEqualTo(new byte[32]);
        for (int i = 0; i < 2; i++) {
            span.addZeros(2);
            span.addZeros(3);
            span.addData(digests(), 0);
            span.addData(digests(), 32);
            span.addZeros(249);
            assertThat(span.finish()).isEqualTo(spanOfTheFormat());
        }
    }
}
