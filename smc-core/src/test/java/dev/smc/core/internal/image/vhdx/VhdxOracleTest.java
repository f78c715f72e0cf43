package dev.smc.core.internal.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.ImageOracle;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what QEMU makes of the same images. */
@RequiresTool({"qemu-img", "qemu-io"})
class VhdxOracleTest {
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
                "subformat=dynamic",
                "subformat=fixed",
                "subformat=dynamic,block_size=1M",
                "subformat=dynamic,block_size=2M,log_size=4M",
                "subformat=dynamic,block_size=32M",
                "subformat=dynamic,block_size=256M",
                "subformat=fixed,block_size=1M,log_size=2M",
                "subformat=fixed,block_size=4M,block_state_zero=off",
                "subformat=fixed,block_size=64M"
            })
    void read_ofAnImageOfAnyOptions_equalsItsDisk(String options) throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "convert", "-O", "vhdx", "-o", options, raw.toString(), image.toString());
        ImageOracle.check(image, "vhdx", "vhdx");
    }

    /** Blocks then lie in another order than on the disk. */
    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void read_ofAnImageThatWasWrittenTo_equalsItsDisk(String zeroBlocks) throws Exception {
        Path image = directory.resolve("disk.img");
        String options = "block_size=1M,block_state_zero=" + zeroBlocks;
        Programs.run("qemu-img", "create", "-f", "vhdx", "-o", options, image.toString(), "40M");
        Programs.run(
                "qemu-io",
                "-c",
                "write -P 1 39M 1M",
                "-c",
                "write -P 2 5000k 3M",
                "-c",
                "write -P 3 0 512",
                image.toString());
        ImageOracle.check(image, "vhdx", "vhdx");
    }

    /** In the table the place of a bitmap stands between the blocks of the first and the last 4 GiB. */
    @Test
    void read_ofAnImageOfTwoChunks_findsTheBlocksOfBoth() throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "create", "-f", "vhdx", "-o", "block_size=1M", image.toString(), "5G");
        Programs.run("qemu-io", "-c", "write -P 1 4095M 2M", "-c", "write -P 2 5119M 1M", image.toString());
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.extents(0, source.size()).stream().filter(Extent::isData))
                    .containsExactly(Extent.data(4095L << 20, 2 << 20), Extent.data(5119L << 20, 1 << 20));
            assertThat(read(source, 4095L << 20, 2 << 20)).containsOnly(1);
            assertThat(read(source, 5119L << 20, 1 << 20)).containsOnly(2);
        }
    }

    private static byte[] read(BlockSource source, long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        source.read(offset, bytes);
        return bytes.array();
    }
}
