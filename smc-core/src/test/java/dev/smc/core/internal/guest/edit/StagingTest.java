package dev.smc.core.internal.guest.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.undo.DiskChanges;
import dev.smc.core.internal.undo.UndoJournal;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits disks with one file system on them, and undoes it. */
@RequiresTool({"unshare", "mount", "mkfs.xfs", "xfs_repair", "mkfs.ext4", "e2fsck", "debugfs"})
class StagingTest {
    private static final EditingRights MOUNTING = new EditingRights(true, false);

    @TempDir
    private Path directory;

    private Path disk(String content) throws Exception {
        Path disk = FileSystemKit.make(directory.resolve("disk.raw"), content, 320 << 20);
        try (Mounted mounted = Mounted.of(disk, content, directory.resolve("look"))) {
            FileSystemKit.fill(mounted.directory(), 7);
            Path etc = Files.createDirectory(mounted.directory().resolve("etc"));
            Files.writeString(mounted.directory().resolve("old"), "old");
            Files.writeString(etc.resolve("fstab"), "/dev/sda / " + content + " defaults 0 1\n");
        }
        return disk;
    }

    private static GuestRoot root(BlockSource disk) {
        return GuestRoot.mounted(
                ServerInspector.inspect(List.of(disk)).devices().get(0), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void stage_appliedAndUndone_restoresEveryByte(String content) throws Exception {
        Path disk = disk(content);
        String before = Programs.run("sha256sum", disk.toString());
        Path journal = directory.resolve("journal");
        List<Edit> edits;
        try (BlockSource source = DiskImages.openRaw(disk)) {
            EditPlan plan = new EditPlan(root(source));
            plan.write("/etc/fstab", "UUID=1 / " + content + " defaults 0 1\n", "it moves");
            for (int i = 0; i < 20; i++) {
                plan.write("/etc/more/number-" + i, "n".repeat(500 * i + 1), "they are many");
            }
            plan.write("/top", "new", "it is above");
            plan.remove("/old", "it is above, too");
            plan.write("/var/lib/new", "n".repeat(100_000), "it is new");
            edits = plan.edits();
            assertThat(edits)
                    .hasSize(24)
                    .allSatisfy(edit -> assertThat(Editors.obstacle(plan.root(), edit, MOUNTING))
                            .isEmpty());
            Path work = Files.createDirectory(directory.resolve("work"));

            Staging.stage(plan.root(), edits, List.of(source), work, journal);
        }
        assertThat(Programs.run("sha256sum", disk.toString())).isEqualTo(before);

        try (UndoJournal changes = UndoJournal.open(journal);
                BlockTarget target = RawTarget.open(disk)) {
            DiskChanges.apply(changes, List.of(target));
            FileSystemKit.check(disk, content);
            requireOthersUntouched(disk, content);
            try (BlockSource source = DiskImages.openRaw(disk)) {
                assertThat(EditProof.wrong(root(source), edits)).isEmpty();
            }
            DiskChanges.undo(changes, List.of(target));
        }
        assertThat(Programs.run("sha256sum", disk.toString())).isEqualTo(before);
    }

    /** A checker of file systems does not see what files hold. Blocks of 1 KiB are smaller than the pages that holes are told in. */
    private void requireOthersUntouched(Path disk, String content) throws Exception {
        Path expected = Files.createDirectory(directory.resolve("expected"));
        FileSystemKit.fill(expected, 7);
        Path copy = directory.resolve("copy.raw");
        Programs.run("cp", "--sparse=always", disk.toString(), copy.toString());
        try (Mounted mounted = Mounted.of(copy, content, directory.resolve("look-again"))) {
            for (int i = 0; i < 4; i++) {
                Programs.run(
                        "diff",
                        "-r",
                        expected.resolve("d" + i).toString(),
                        mounted.directory().resolve("d" + i).toString());
            }
        }
    }

    @Test
    void obstacle_xfsWithoutRights_saysWhatToDo() throws Exception {
        try (BlockSource source = DiskImages.openRaw(disk("xfs"))) {
            EditPlan plan = new EditPlan(root(source));
            plan.write("/etc/fstab", "", "why not");

            assertThat(Editors.obstacle(plan.root(), plan.edits().get(0), EditingRights.NONE))
                    .contains("XFS can only be edited by mounting it: run as root with mayMount(true)");
        }
    }
}
