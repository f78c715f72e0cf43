package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkHasherTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65536, 100_001})
    void isZero_zeros_is(int size) {
        assertThat(ChunkHasher.isZero(ByteBuffer.allocateDirect(size))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "4096, 4095", "4097, 4096", "65536, 0", "65536, 40000", "65537, 65536"})
    void isZero_oneByteSet_isNot(int size, int at) {
        assertThat(ChunkHasher.isZero(ByteBuffer.allocateDirect(size).put(at, (byte) 1)))
                .isFalse();
    }

    @Test
    void isZero_bytesOutsidePositionAndLimit_doNotCount() {
        ByteBuffer bytes = ByteBuffer.allocate(100).put(9, (byte) 1).put(20, (byte) 1);
        assertThat(ChunkHasher.isZero(bytes.position(10).limit(20))).isTrue();
        assertThat(bytes.position()).isEqualTo(10);
        assertThat(ChunkHasher.isZero(bytes.limit(21))).isFalse();
    }

    private static byte[] sha(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void digest_severalGrains_isMadeOfTheirsAndZerosForZeros() throws Exception {
        byte[] content = new byte[2 * 4096 + 100];
        content[5] = 1;
        content[2 * 4096 + 99] = 2;
        ByteBuffer digests = ByteBuffer.allocate(96)
                .put(sha(Arrays.copyOf(content, 4096)))
                .put(new byte[32])
                .put(sha(Arrays.copyOfRange(content, 2 * 4096, content.length)));
        byte[] out = new byte[32];
        ChunkHasher hasher = new ChunkHasher();
        hasher.digest(ByteBuffer.wrap(content), out, 0);
        assertThat(out).isEqualTo(sha(digests.array()));
        assertThat(Arrays.copyOf(hasher.grains(ByteBuffer.wrap(content)), 96)).isEqualTo(digests.array());
    }

    @Test
    void digest_twice_isShaOfTheGrainsDigestsEachTime() throws Exception {
        ChunkHasher hasher = new ChunkHasher();
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
        byte[] out = new byte[40];
        for (int i = 0; i < 2; i++) {
            hasher.digest(bytes, out, 5);
            assertThat(Arrays.copyOfRange(out, 5, 37)).isEqualTo(sha(sha(new byte[] {1, 2, 3})));
            assertThat(bytes.position()).isZero();
        }
    }
}
