package dev.smc.core.internal.image.vhd;

import dev.smc.core.internal.image.ImageOracle;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what QEMU makes of the same images. */
@RequiresTool({"qemu-img", "qemu-io"})
class VhdOracleTest {
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
                "subformat=dynamic,force_size=on",
                "subformat=fixed",
                "subformat=fixed,force_size=on"
            })
    void read_ofAnImageOfAnyOptions_equalsItsDisk(String options) throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "convert", "-O", "vpc", "-o", options, raw.toString(), image.toString());
        ImageOracle.check(image, "vpc", "vhd");
    }

    /** Without {@code force_size} the size becomes that of a geometry, with it the geometry is only near the size. */
    @ParameterizedTest
    @CsvSource({"dynamic, off", "dynamic, on", "fixed, off", "fixed, on"})
    void size_ofAnImageOfAnySize_isQemus(String subformat, String forceSize) throws Exception {
        for (String size : new String[] {"512", "1000k", "3M", "123456789", "5G", "127G", "200G"}) {
            Path image = directory.resolve(size + ".img");
            String options = "subformat=" + subformat + ",force_size=" + forceSize;
            Programs.run("qemu-img", "create", "-f", "vpc", "-o", options, image.toString(), size);
            ImageOracle.checkSize(image, "vpc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpc ", "qemu", "qem2", "win ", "d2v ", "tap\0", "CTXS"})
    void size_byCreator_isQemus(String creator) throws Exception {
        for (int cylinders : new int[] {10, 20, 65535}) {
            VhdFixture fixture = new VhdFixture(VhdFixture.DYNAMIC, 1 << 20, 25 * 16 * 255 * 512);
            fixture.creator(creator, cylinders, 16, 255);
            ImageOracle.checkSize(fixture.write(directory.resolve("disk.img")), "vpc");
        }
    }

    /** Blocks then lie in another order than on the disk. */
    @Test
    void read_ofAnImageThatWasWrittenTo_equalsItsDisk() throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "create", "-f", "vpc", "-o", "force_size=on", image.toString(), "40M");
        Programs.run(
                "qemu-io",
                "-f",
                "vpc",
                "-c",
                "write -P 1 39M 1M",
                "-c",
                "write -P 2 5000k 3M",
                "-c",
                "write -P 3 0 512",
                "-c",
                "write -z 6M 1M",
                image.toString());
        ImageOracle.check(image, "vpc", "vhd");
    }
}
