package dev.smc.core.internal.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what QEMU makes of the same images. */
@RequiresTool({"qemu-img", "qemu-io"})
class Qcow2OracleTest {
    private static final int SIZE = (12 << 20) + 7 * 512;

    @TempDir
    private static Path shared;

    private static Path raw;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeRawDisk() throws Exception {
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
        raw = shared.resolve("disk.raw");
        Files.write(raw, content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster_size=512",
                "cluster_size=1k,compat=0.10",
                "cluster_size=4k",
                "cluster_size=64k",
                "cluster_size=64k,compat=0.10",
                "cluster_size=256k",
                "cluster_size=2M",
                "lazy_refcounts=on",
                "refcount_bits=1",
                "preallocation=metadata",
                "preallocation=falloc",
                "preallocation=full,cluster_size=128k"
            })
    void read_ofAnImageOfAnyOptions_equalsItsDisk(String options) throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "convert", "-O", "qcow2", "-o", options, raw.toString(), image.toString());
        checkAgainstQemu(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "4k", "64k", "2M"})
    void read_ofACompressedImage_equalsItsDisk(String clusterSize) throws Exception {
        Path image = directory.resolve("disk.img");
        String options = "cluster_size=" + clusterSize;
        Programs.run("qemu-img", "convert", "-c", "-O", "qcow2", "-o", options, raw.toString(), image.toString());
        checkAgainstQemu(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2"})
    void read_ofAChain_equalsItsDisk(String backingFormat) throws Exception {
        Path base = directory.resolve("base.img");
        Programs.run("qemu-img", "convert", "-O", backingFormat, raw.toString(), base.toString());
        Path middle = directory.resolve("middle.img");
        create(middle, "base.img", backingFormat, "30M");
        Programs.run(
                "qemu-io",
                "-c",
                "write -P 1 1M 100k",
                "-c",
                "write -z 2M 1M",
                "-c",
                "write -P 3 25M 512",
                middle.toString());
        Path top = directory.resolve("top.img");
        create(top, "middle.img", "qcow2", "29M");
        Programs.run("qemu-io", "-c", "write -P 2 1100k 70k", "-c", "write -z -u 12M 65k", top.toString());
        checkAgainstQemu(middle);
        checkAgainstQemu(top);
    }

    @Test
    void read_ofAShorterBackingFile_readsZerosBehindIt() throws Exception {
        Path base = directory.resolve("base.img");
        Programs.run("qemu-img", "convert", "-c", "-O", "qcow2", raw.toString(), base.toString());
        Path top = directory.resolve("top.img");
        create(top, base.toString(), "qcow2", "64M");
        checkAgainstQemu(top);
    }

    @Test
    void read_ofAnImageWithSnapshots_givesTheActiveState() throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString());
        Programs.run("qemu-img", "snapshot", "-c", "before", image.toString());
        Programs.run("qemu-io", "-c", "write -P 9 3M 3M", "-c", "discard 8M 2M", image.toString());
        checkAgainstQemu(image);
    }

    @Test
    void write_ofADisk_givesAnImageThatQemuFindsClean() throws Exception {
        Path image = directory.resolve("written.qcow2");
        try (BlockSource source = DiskImages.open(raw)) {
            Qcow2Writer.write(source, image, CopyListener.NONE);
        }
        Programs.run("qemu-img", "check", image.toString());
        Programs.run("qemu-img", "compare", raw.toString(), image.toString());
        checkAgainstQemu(image);
    }

    @Test
    void write_ofALargeSparseDisk_needsManyTables() throws Exception {
        Path disk = directory.resolve("large.raw");
        Programs.run("qemu-img", "create", "-f", "raw", disk.toString(), "3T");
        Programs.run(
                "qemu-io",
                "-f",
                "raw",
                "-c",
                "write -P 5 1023G 1M",
                "-c",
                "write -P 6 511M 2M",
                "-c",
                "write -P 7 2999G 1",
                disk.toString());
        Path image = directory.resolve("large.qcow2");
        try (BlockSource source = DiskImages.openRaw(disk)) {
            Qcow2Writer.write(source, image, CopyListener.NONE);
        }
        Programs.run("qemu-img", "check", image.toString());
        Programs.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", disk.toString(), image.toString());
    }

    private void create(Path image, String backing, String backingFormat, String size) throws Exception {
        Programs.run("qemu-img", "create", "-f", "qcow2", "-b", backing, "-F", backingFormat, image.toString(), size);
    }

    private void checkAgainstQemu(Path image) throws Exception {
        Path expectedFile = directory.resolve("expected.raw");
        Programs.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.toString(), expectedFile.toString());
        byte[] expected = Files.readAllBytes(expectedFile);
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.format()).isEqualTo("qcow2");
            assertThat(source.size()).isEqualTo(expected.length);
            ByteBuffer whole = ByteBuffer.allocate(expected.length);
            source.read(0, whole);
            assertThat(Arrays.mismatch(whole.array(), expected)).isEqualTo(-1);
            checkRandomReads(source, expected);
            checkExtents(source, image);
        }
    }

    private static void checkRandomReads(BlockSource source, byte[] expected) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(1, 200_000)];
            int offset = random.nextInt(expected.length - bytes.length);
            source.read(offset, ByteBuffer.wrap(bytes));
            assertThat(bytes)
                    .as("seed %d, offset %d", seed, offset)
                    .isEqualTo(Arrays.copyOfRange(expected, offset, offset + bytes.length));
        }
    }

    /** What QEMU has data for is never a zero extent, and what it knows to be zeros never a data extent. */
    private static void checkExtents(BlockSource source, Path image) throws Exception {
        List<Extent> expected = new ArrayList<>();
        long size = source.size();
        for (JsonNode node :
                new ObjectMapper().readTree(Programs.run("qemu-img", "map", "--output=json", image.toString()))) {
            long offset = node.get("start").asLong();
            long length = Math.min(size, offset + node.get("length").asLong()) - offset;
            boolean zero = node.get("zero").asBoolean();
            if (!expected.isEmpty() && expected.get(expected.size() - 1).isData() != zero) {
                Extent last = expected.remove(expected.size() - 1);
                expected.add(new Extent(last.offset(), last.length() + length, last.kind()));
            } else {
                expected.add(zero ? Extent.zero(offset, length) : Extent.data(offset, length));
            }
        }
        List<Extent> found = source.extents(0, size);
        assertThat(found.stream().mapToLong(Extent::length).sum()).isEqualTo(size);
        for (Extent extent : expected) {
            if (extent.isData()) {
                assertThat(source.extents(extent.offset(), extent.length())).containsExactly(extent);
            }
        }
        long dataOfQemu = expected.stream()
                .filter(Extent::isData)
                .mapToLong(Extent::length)
                .sum();
        long data =
                found.stream().filter(Extent::isData).mapToLong(Extent::length).sum();
        assertThat(data).isGreaterThanOrEqualTo(dataOfQemu);
    }
}
