package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.spi.cloud.FileSystemGrowth;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthTest {
    @TempDir
    private Path temp;

    @Test
    @RequiresTool({"e2fsck", "resize2fs", "ntfsresize"})
    void grow_ofWhatCannotGrow_leavesTheDiskAndSaysWhy() throws Exception {
        byte[] garbage = new byte[4 << 20];
        new SplittableRandom(1).nextBytes(garbage);
        Path raw = Files.write(temp.resolve("disk.raw"), garbage);
        Growth growth = new Growth(new GrowingTools(false), new DurableFiles());
        growth.grow(
                3,
                raw,
                List.of(
                        new FileSystemGrowth(1, "ext4", 0, 1 << 20),
                        new FileSystemGrowth(2, "ntfs", 1 << 20, 1 << 20),
                        new FileSystemGrowth(4, "zfs", 2 << 20, 1 << 20)));
        assertThat(growth.grown()).isEmpty();
        assertThat(growth.notGrown())
                .extracting(item -> item.name())
                .containsExactly(
                        "growth of partition 1 of disk 3",
                        "growth of partition 2 of disk 3",
                        "growth of partition 4 of disk 3");
        assertThat(growth.notGrown().get(0).reason())
                .startsWith("its ext4 could not be made larger and is as it was: e2fsck ended with 8: ")
                .endsWith("; make it larger in the guest");
        assertThat(growth.notGrown().get(2).reason()).contains("no program is known that makes zfs larger");
        assertThat(Files.readAllBytes(raw)).isEqualTo(garbage);
        assertThat(temp.toFile().list()).containsExactly("disk.raw");
    }
}
