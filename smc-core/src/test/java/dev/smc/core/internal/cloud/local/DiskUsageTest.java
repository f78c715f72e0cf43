package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskUsageTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 KiB",
        "1024, 1.0 KiB",
        "1048575, 1024.0 KiB",
        "1048576, 1.0 MiB",
        "1288490189, 1.2 GiB",
        "1099511627776, 1.0 TiB",
        "9223372036854775807, 8388608.0 TiB",
    })
    void format_bytes_usesTheUnitThatFits(long bytes, String expected) {
        assertThat(DiskUsage.format(bytes)).isEqualTo(expected);
    }

    @Test
    void describe_severalDisks_addsThemUp() throws Exception {
        Files.write(directory.resolve("disk-0.raw"), new byte[8192]);
        Files.write(directory.resolve("disk-1.qcow2"), new byte[4096]);
        Files.write(directory.resolve("image.json"), new byte[1024]);

        assertThat(DiskUsage.describe(directory)).contains("12.0 KiB of local disk");
    }

    @Test
    void describe_gone_isEmpty() {
        assertThat(DiskUsage.describe(directory.resolve("gone"))).isEmpty();
    }
}
