package dev.smc.transfer.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressTest {
    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] text(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i / 100);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"0, STORED", "1, ZSTD", "7, ZSTD", "10, ZSTD"})
    void compress_text_comesBack(int level, Codec codec) {
        byte[] bytes = text(100_000);
        ByteBuffer out =
                ByteBuffer.allocateDirect(Compressor.bound(bytes.length) + 10).position(10);
        ByteBuffer raw = direct(bytes);
        try (Compressor compressor = new Compressor(level);
                Decompressor decompressor = new Decompressor()) {
            for (int again = 0; again < 2; again++) {
                assertThat(compressor.compress(raw, out.position(10))).isEqualTo(codec);
                assertThat(raw.remaining()).isEqualTo(bytes.length);
                int length = out.position() - 10;
                if (codec == Codec.STORED) {
                    assertThat(out.slice(10, length)).isEqualTo(raw);
                } else {
                    assertThat(length).isLessThan(bytes.length / 2);
                    ByteBuffer back = ByteBuffer.allocateDirect(bytes.length);
                    assertThat(decompressor.decompress(out.slice(10, length), back))
                            .isTrue();
                    assertThat(back).isEqualTo(raw);
                }
            }
        }
    }

    @Test
    void compress_random_isStored() {
        byte[] bytes = new byte[65536];
        new SplittableRandom(1).nextBytes(bytes);
        ByteBuffer out = ByteBuffer.allocateDirect(Compressor.bound(bytes.length));
        try (Compressor compressor = new Compressor(7)) {
            assertThat(compressor.compress(direct(bytes), out)).isEqualTo(Codec.STORED);
        }
        assertThat(out.flip()).isEqualTo(direct(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {99_999, 100_001})
    void decompress_otherLength_isRefused(int length) {
        ByteBuffer out = ByteBuffer.allocateDirect(200_000);
        try (Compressor compressor = new Compressor(3);
                Decompressor decompressor = new Decompressor()) {
            compressor.compress(direct(text(100_000)), out);
            assertThat(decompressor.decompress(out.flip(), ByteBuffer.allocateDirect(length)))
                    .isFalse();
            ByteBuffer cut = out.limit(out.limit() - 1);
            assertThat(decompressor.decompress(cut, ByteBuffer.allocateDirect(100_000)))
                    .isFalse();
        }
    }

    @Test
    void decompress_garbage_isRefused() {
        try (Decompressor decompressor = new Decompressor()) {
            assertThat(decompressor.decompress(direct(text(500)), ByteBuffer.allocateDirect(10)))
                    .isFalse();
        }
    }

    @Test
    void levels_table_risesAndHasTheDefaultAtOne() {
        assertThat(Levels.zstd(7)).isEqualTo(1);
        assertThat(Levels.zstd(10)).isEqualTo(9);
        for (int level = 2; level < 11; level++) {
            assertThat(Levels.zstd(level)).isGreaterThan(Levels.zstd(level - 1));
        }
    }
}
