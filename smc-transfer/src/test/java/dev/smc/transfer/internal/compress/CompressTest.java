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

    @Test
    void level_changed_countsFromTheNextBlockOn() {
        ByteBuffer raw = direct(text(100_000));
        ByteBuffer packed = ByteBuffer.allocateDirect(Compressor.bound(raw.remaining()));
        try (Compressor compressor = new Compressor(0)) {
            assertThat(compressor.compress(raw, packed)).isEqualTo(-1);
            compressor.level(9);
            assertThat(compressor.compress(raw, packed)).isBetween(1, 10_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10})
    void compress_text_comesBack(int level) {
        byte[] bytes = text(100_000);
        ByteBuffer packed = ByteBuffer.allocateDirect(Compressor.bound(bytes.length));
        ByteBuffer raw = direct(bytes);
        try (Compressor compressor = new Compressor(level);
                Decompressor decompressor = new Decompressor()) {
            for (int again = 0; again < 2; again++) {
                int length = compressor.compress(raw, packed);
                assertThat(raw.remaining()).isEqualTo(bytes.length);
                assertThat(length).isBetween(1, bytes.length / 2);
                ByteBuffer back = ByteBuffer.allocateDirect(bytes.length);
                assertThat(decompressor.decompress(packed.slice(0, length), back))
                        .isTrue();
                assertThat(back).isEqualTo(raw);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 100000, text", "7, 65536, random", "7, 0, text"})
    void compress_whatDoesNotShrinkOrMustNot_isToBeStored(int level, int size, String kind) {
        byte[] bytes = text(size);
        if (kind.equals("random")) {
            new SplittableRandom(1).nextBytes(bytes);
        }
        try (Compressor compressor = new Compressor(level)) {
            assertThat(compressor.compress(direct(bytes), ByteBuffer.allocateDirect(Compressor.bound(size))))
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {99_999, 100_001})
    void decompress_otherLength_isRefused(int length) {
        ByteBuffer out = ByteBuffer.allocateDirect(200_000);
        try (Compressor compressor = new Compressor(3);
                Decompressor decompressor = new Decompressor()) {
            out.limit(compressor.compress(direct(text(100_000)), out));
            assertThat(decompressor.decompress(out, ByteBuffer.allocateDirect(length)))
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
