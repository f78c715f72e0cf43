package dev.smc.core.internal.image.vdi;

import dev.smc.core.internal.image.ImageOracle;
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
class VdiOracleTest {
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
    @ValueSource(strings = {"static=off", "static=on"})
    void read_ofAnImageOfAnyOptions_equalsItsDisk(String options) throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "convert", "-O", "vdi", "-o", options, raw.toString(), image.toString());
        ImageOracle.check(image, "vdi", "vdi");
    }

    /** Blocks then lie in another order than on the disk. */
    @Test
    void read_ofAnImageThatWasWrittenTo_equalsItsDisk() throws Exception {
        Path image = directory.resolve("disk.img");
        Programs.run("qemu-img", "create", "-f", "vdi", image.toString(), "40M");
        Programs.run(
                "qemu-io",
                "-c",
                "write -P 1 39M 1M",
                "-c",
                "write -P 2 5000k 3M",
                "-c",
                "write -P 3 0 512",
                "-c",
                "write -z 6M 1M",
                image.toString());
        ImageOracle.check(image, "vdi", "vdi");
    }
}
