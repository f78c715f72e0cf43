package dev.smc.core.internal.image.qcow2;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.ImageOracle;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what QEMU makes of the same images. */
@RequiresTool({"qemu-img", "qemu-io"})
class Qcow2OracleTest {
    @TempDir
    private static Path shared;

    private static Path raw;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeRawDisk() throws Exception {
        raw = ImageOracle.disk(shared);
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

    private static void checkAgainstQemu(Path image) throws Exception {
        ImageOracle.check(image, "qcow2", "qcow2");
    }
}
