package dev.smc.core.internal.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.smc.api.error.SourceReadException;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectReadsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path temp;

    private final byte[] content = new byte[4 * MIB + 123];
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        new SplittableRandom(3).nextBytes(content);
        file = Files.write(temp.resolve("disk.raw"), content);
    }

    private static ByteBuffer aligned(int size) {
        return ByteBuffer.allocateDirect(size + 8192).alignedSlice(4096);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1048576, 0", // all aligned
        "4096, 8192, 4096",
        "1, 4096, 0", // in the file
        "0, 4095, 0", // in length
        "0, 4096, 8", // in memory
        "4194304, 123, 0", // the end
        "4190208, 4219, 0"
    })
    void read_anyAlignment_isTheContent(int offset, int length, int position) {
        try (ImageFile image = ImageFile.open(file, true)) {
            ByteBuffer target = aligned(2 * MIB).position(position).limit(position + length);
            image.read(offset, target);
            byte[] found = new byte[length];
            target.get(position, found);
            assertThat(target.hasRemaining()).isFalse();
            assertThat(found).isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
            ByteBuffer heap = ByteBuffer.allocate(length);
            image.read(offset, heap);
            assertThat(heap.array()).isEqualTo(found);
        }
    }

    @Test
    void read_beyondTheEnd_isRefused() {
        try (ImageFile image = ImageFile.open(file, true)) {
            assertThatThrownBy(() -> image.read(4 * MIB, aligned(4096).limit(4096)))
                    .isInstanceOf(SourceReadException.class);
        }
    }

    @Test
    @RequiresTool({"dd", "fincore"})
    void read_aligned_leavesThePageCacheAlone() throws Exception {
        assumeThat(DirectReads.open(file).map(reads -> {
                    reads.close();
                    return true;
                }))
                .isPresent();
        run("dd", "if=" + file, "of=" + file, "conv=notrunc,fsync", "bs=1M", "oflag=nocache");
        run("dd", "if=" + file, "iflag=nocache", "count=0");
        assumeThat(cachedPages()).isZero(); // not so on file systems in memory
        try (ImageFile image = ImageFile.open(file, true)) {
            image.read(MIB, aligned(MIB).limit(MIB));
            assertThat(cachedPages()).isZero();
            image.read(MIB, aligned(MIB).limit(5));
            assertThat(cachedPages()).isPositive();
        }
    }

    private long cachedPages() throws Exception {
        return Long.parseLong(run("fincore", "--noheadings", "--output", "PAGES", file.toString())
                .trim());
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }
}
