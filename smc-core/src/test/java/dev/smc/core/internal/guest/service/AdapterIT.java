package dev.smc.core.internal.guest.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.core.internal.boot.DebianDisks;
import dev.smc.core.internal.boot.DebianLayout;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapts a Debian whose own programs are of no use. */
@RequiresTool({
    "mmdebstrap",
    "sfdisk",
    "losetup",
    "mkfs.ext4",
    "mkfs.xfs",
    "mkfs.fat",
    "mcopy",
    "mkswap",
    "lvm",
    "debugfs"
})
class AdapterIT {
    @TempDir
    private Path directory;

    @Test
    void prepare_whereProgramsOfTheGuestFail_doesWithoutThem() throws Exception {
        Path disk = directory.resolve("disk.raw");
        Programs.run(
                "cp",
                "--sparse=always",
                DebianDisks.of(DebianLayout.MBR_BIOS_EXT4).toString(),
                disk.toString());
        Path broken = Files.writeString(directory.resolve("broken"), "#!/bin/sh\necho it is broken\nexit 3\n");
        String root = disk + "?offset=" + (2048 * 512);
        Programs.run("debugfs", "-w", "-R", "rm /usr/sbin/update-initramfs", root);
        Programs.run("debugfs", "-w", "-R", "write " + broken + " /usr/sbin/update-initramfs", root);
        Programs.run("debugfs", "-w", "-R", "set_inode_field /usr/sbin/update-initramfs mode 0100755", root);
        try (BlockSource source = DiskImages.openRaw(disk)) {
            AdaptationReport report = new Adapter(
                            List.of(source),
                            AdaptationOptions.builder().build(),
                            new EditingRights(true, true),
                            OldNumbers.NONE)
                    .prepare(Files.createDirectory(directory.resolve("work")), directory.resolve("journal"))
                    .adaptation();

            assertThat(report.notDone()).isEmpty();
            assertThat(report.edits())
                    .anySatisfy(edit -> assertThat(edit.diff()).contains("+ module virtio_blk"));
            assertThat(report.notes())
                    .anySatisfy(note -> assertThat(note).contains("because they failed", "it is broken"));
        }
    }
}
