package dev.smc.core.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.core.internal.image.file.Zeros;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Holds an image against what {@code qemu-img} makes of it. The disk to make images of is a few megabytes of all kinds of content;
 * with {@code -Dsmc.oracleDisk=FILE} it is that raw file, for example a real disk of 4 GiB.
 */
public final class ImageOracle {
    private static final int SIZE = (12 << 20) + 7 * 512;
    private static final int RANDOM_READS = 1000;
    private static final int LONGEST_READ = 100_000;
    private static final int PIECE = 4 << 20;
    private static final long WINDOW = 1L << 30;

    private ImageOracle() {}

    /** Returns the raw disk to make images of, made in {@code directory} if none was named. */
    public static Path disk(Path directory) throws IOException {
        String named = System.getProperty("smc.oracleDisk");
        return named != null ? Path.of(named) : Files.write(directory.resolve("disk.raw"), content());
    }

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 40; i++) {
            byte[] piece = new byte[random.nextInt(1, 200_000)];
            if (i % 3 != 0) {
                random.nextBytes(piece);
            } else {
                Arrays.fill(piece, (byte) i);
            }
            System.arraycopy(piece, 0, content, random.nextInt(SIZE - piece.length), piece.length);
        }
        content[SIZE - 512] = 1;
        return content;
    }

    /**
     * Checks that an image reads as QEMU reads it, whole and at random odd places, that nothing is said to be zeros that is not,
     * and that all that QEMU says is.
     *
     * @param qemuFormat what QEMU calls the format
     * @param ours what we call it
     */
    public static void check(Path image, String qemuFormat, String ours) throws Exception {
        Path expected = Files.createTempFile(image.toAbsolutePath().getParent(), "expected", ".raw");
        try {
            Programs.run("qemu-img", "convert", "-f", qemuFormat, "-O", "raw", image.toString(), expected.toString());
            try (BlockSource source = DiskImages.open(image);
                    FileChannel channel = FileChannel.open(expected, StandardOpenOption.READ)) {
                assertThat(source.format()).isEqualTo(ours);
                assertThat(source.size()).isEqualTo(channel.size());
                checkWhole(source, channel);
                checkRandomReads(source, channel);
                checkExtents(source, channel);
                checkZeros(source, image, qemuFormat);
            }
        } finally {
            Files.delete(expected);
        }
    }

    /** Checks that an image has the size that QEMU says it has. */
    public static void checkSize(Path image, String qemuFormat) throws Exception {
        String info = Programs.run("qemu-img", "info", "--output=json", "-f", qemuFormat, image.toString());
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.size())
                    .isEqualTo(new ObjectMapper()
                            .readTree(info)
                            .get("virtual-size")
                            .asLong());
        }
    }

    private static void checkWhole(BlockSource source, FileChannel expected) {
        for (long offset = 0; offset < source.size(); offset += PIECE) {
            checkRead(source, expected, offset, (int) Math.min(PIECE, source.size() - offset), "");
        }
    }

    private static void checkRandomReads(BlockSource source, FileChannel expected) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < RANDOM_READS; i++) {
            int length = random.nextInt(1, (int) Math.min(LONGEST_READ, source.size()));
            checkRead(source, expected, random.nextLong(source.size() - length), length, "seed " + seed);
        }
    }

    private static void checkRead(BlockSource source, FileChannel channel, long offset, int length, String seed) {
        ByteBuffer found = ByteBuffer.allocate(length);
        source.read(offset, found);
        ByteBuffer expected = ByteBuffer.allocate(length);
        try {
            while (expected.hasRemaining() && channel.read(expected, offset + expected.position()) >= 0) {}
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(found.flip().mismatch(expected.flip()))
                .as("%s first difference of %d bytes from %d on", seed, length, offset)
                .isEqualTo(-1);
    }

    private static void checkExtents(BlockSource source, FileChannel expected) throws IOException {
        for (long window = 0; window < source.size(); window += WINDOW) {
            long position = window;
            for (Extent extent : source.extents(window, Math.min(WINDOW, source.size() - window))) {
                assertThat(extent.offset()).isEqualTo(position);
                position = extent.end();
                for (long offset = extent.offset(); !extent.isData() && offset < position; offset += PIECE) {
                    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(PIECE, position - offset));
                    while (bytes.hasRemaining() && expected.read(bytes, offset + bytes.position()) >= 0) {}
                    assertThat(Zeros.isZero(bytes, 0, bytes.position()))
                            .as("zeros at %d", offset)
                            .isTrue();
                }
            }
            assertThat(position).isEqualTo(Math.min(window + WINDOW, source.size()));
        }
    }

    /** Checks that what QEMU knows to be zeros is known here as well. */
    private static void checkZeros(BlockSource source, Path image, String qemuFormat) throws Exception {
        String map = Programs.run("qemu-img", "map", "--output=json", "-f", qemuFormat, image.toString());
        for (JsonNode node : new ObjectMapper().readTree(map)) {
            long offset = node.get("start").asLong();
            long end = Math.min(source.size(), offset + node.get("length").asLong());
            if (node.get("zero").asBoolean() && offset < end) {
                assertThat(source.extents(offset, end - offset)).containsExactly(Extent.zero(offset, end - offset));
            }
        }
    }
}
