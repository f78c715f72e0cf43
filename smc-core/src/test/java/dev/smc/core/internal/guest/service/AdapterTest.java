package dev.smc.core.internal.guest.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.GuestEdit;
import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.undo.DiskChanges;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapts whole disks, also of servers that were cut off. */
@RequiresTool({"mke2fs", "e2fsck", "debugfs", "mkfs.xfs", "xfs_repair", "unshare", "mount"})
class AdapterTest {
    private static final EditingRights MOUNTING = new EditingRights(true, false);

    @TempDir
    private Path directory;

    private Adapter.Outcome prepare(Path disk, Path journal, EditingRights rights) throws Exception {
        return prepare(List.of(disk), journal, rights);
    }

    private Adapter.Outcome prepare(List<Path> disks, Path journal, EditingRights rights) throws Exception {
        Path work = Files.createTempDirectory(directory, "work");
        List<BlockSource> sources = disks.stream().map(DiskImages::openRaw).toList();
        try {
            return new Adapter(sources, AdaptationOptions.builder().build(), rights, OldNumbers.NONE)
                    .prepare(work, journal);
        } finally {
            sources.forEach(BlockSource::close);
        }
    }

    /** Makes a file system of data whose journal is to be replayed. */
    private Path uncleanData() throws Exception {
        Path files = Files.createDirectories(directory.resolve("files/db")).getParent();
        Files.writeString(files.resolve("db/rows"), "rows");
        Path disk = directory.resolve("data.raw");
        Programs.run("mke2fs", "-q", "-t", "ext4", "-L", "DATA", "-d", files.toString(), disk.toString(), "64M");
        Programs.run("debugfs", "-w", "-R", "feature needs_recovery", disk.toString());
        return disk;
    }

    @Test
    void prepare_ofDataAlone_replaysNothing() throws Exception {
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(uncleanData(), journal, EditingRights.NONE);

        assertThat(outcome.adaptation().notes()).anyMatch(note -> note.startsWith("no operating system"));
        assertThat(outcome.adaptation().notDone()).isEmpty();
        assertThat(journal).doesNotExist();
        assertThat(directory).isDirectoryNotContaining("glob:**/work*/*");
    }

    /** It may be large, and the guest replays it itself. */
    @Test
    void prepare_ofAServerWithUncleanData_leavesThatAlone() throws Exception {
        Path system = directory.resolve("system.raw");
        SmallGuest.make(system);
        Path fstab = Files.writeString(directory.resolve("fstab"), SmallGuest.FSTAB + "LABEL=DATA /srv ext4 x 0 0\n");
        Programs.run("debugfs", "-w", "-R", "rm /etc/fstab", system.toString());
        Programs.run("debugfs", "-w", "-R", "write " + fstab + " /etc/fstab", system.toString());
        Path data = uncleanData();
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(List.of(system, data), journal, EditingRights.NONE);

        assertThat(outcome.adaptation().notDone()).isEmpty();
        assertThat(paths(outcome)).contains("/etc/fstab");
        String before = digest(data);
        DiskChanges.apply(journal, List.of(system, data));
        assertThat(digest(data)).isEqualTo(before);
    }

    private static List<String> paths(Adapter.Outcome outcome) {
        return outcome.adaptation().edits().stream().map(GuestEdit::path).toList();
    }

    @Test
    void prepare_leavesTheDiskAsItIs_andAppliedComesToNothingAgain() throws Exception {
        Path disk = SmallGuest.make(directory.resolve("disk.raw"));
        String before = digest(disk);
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, EditingRights.NONE);

        assertThat(paths(outcome))
                .contains("/etc/fstab", "/etc/network/interfaces", "/etc/udev/rules.d/70-persistent-net.rules");
        assertThat(outcome.check().items())
                .anyMatch(item -> item.code().equals("SOURCE.Ssh")
                        && item.detail().startsWith("/etc/ssh/sshd_config listens on 10.1.2.3,"));
        assertThat(digest(disk)).isEqualTo(before);
        DiskChanges.apply(journal, List.of(disk));
        FileSystemKit.check(disk, "ext4");
        Path again = directory.resolve("again");
        assertThat(paths(prepare(disk, again, EditingRights.NONE))).isEmpty();
        assertThat(again).doesNotExist();
        DiskChanges.undo(journal, List.of(disk));
        assertThat(digest(disk)).isEqualTo(before);
    }

    /** What was written last is in the journal alone: neither it nor what follows from it may get lost. */
    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void prepare_ofAServerThatWasCutOff_plansWithWhatItsJournalHolds(String content) throws Exception {
        Path mounted = FileSystemKit.make(directory.resolve("mounted.raw"), content, 320 << 20);
        Path disk = directory.resolve("disk.raw");
        try (Mounted root = Mounted.of(mounted, content, directory.resolve("mount"))) {
            SmallGuest.write(root.directory());
            Programs.run("sync", "-f", root.directory().toString());
            Path late = root.directory().resolve("etc/late");
            Files.writeString(late, "late");
            Path fstab = root.directory().resolve("etc/fstab");
            Files.writeString(fstab, "/dev/sda / " + content + " defaults 0 1\n/dev/sda /srv/late ext4 bind 0 0\n");
            Programs.run("sync", late.toString(), fstab.toString());
            Programs.run("cp", "--sparse=always", mounted.toString(), disk.toString());
        }
        String before = digest(disk);
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, MOUNTING);

        assertThat(outcome.adaptation().notDone()).isEmpty();
        assertThat(outcome.adaptation().edits())
                .filteredOn(edit -> edit.path().equals("/etc/fstab"))
                .singleElement()
                .satisfies(edit -> assertThat(edit.diff()).contains("/srv/late"));
        assertThat(digest(disk)).isEqualTo(before);
        DiskChanges.apply(journal, List.of(disk));
        FileSystemKit.check(disk, content);
        Path seen = directory.resolve("seen.raw");
        Programs.run("cp", "--sparse=always", disk.toString(), seen.toString());
        try (Mounted root = Mounted.of(seen, content, directory.resolve("look"))) {
            assertThat(root.directory().resolve("etc/late")).hasContent("late");
            assertThat(root.directory().resolve("etc/fstab")).content().contains("UUID=", "/srv/late");
        }
        DiskChanges.undo(journal, List.of(disk));
        assertThat(digest(disk)).isEqualTo(before);
    }

    /** A long line of a script would be cut, and its rest taken for a command of its own, also for one of a shell. */
    @Test
    void prepare_ofALinkWithALongTarget_leavesItAlone() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        SmallGuest.write(root);
        String rule = "/etc/udev/rules.d/70-persistent-net.rules";
        Path link = root.resolve(rule.substring(1));
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("\"".repeat(4000) + "!touch pwned"));
        Path disk = directory.resolve("disk.raw");
        Programs.run("mke2fs", "-q", "-b", "4096", "-t", "ext4", "-d", root.toString(), disk.toString(), "64M");
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, EditingRights.NONE);

        assertThat(outcome.adaptation().notDone()).singleElement().satisfies(item -> {
            assertThat(item.name()).isEqualTo(rule);
            assertThat(item.reason()).contains("longer than 440 bytes");
        });
        assertThat(paths(outcome)).contains("/etc/fstab");
    }

    @Test
    void prepare_whereTheWayToOriginalsIsALink_keepsThem() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        SmallGuest.write(root);
        Files.createDirectories(root.resolve("srv/volumes/a-long-name-of-a-volume/var"));
        Files.createSymbolicLink(root.resolve("var"), Path.of("/srv/volumes/a-long-name-of-a-volume/var"));
        Path disk = directory.resolve("disk.raw");
        Programs.run("mke2fs", "-q", "-t", "ext4", "-d", root.toString(), disk.toString(), "64M");
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, EditingRights.NONE);

        assertThat(outcome.adaptation().notDone()).isEmpty();
        DiskChanges.apply(journal, List.of(disk));
        String kept = "/srv/volumes/a-long-name-of-a-volume/var/lib/smc/original/etc/network/interfaces";
        assertThat(Programs.run("debugfs", "-R", "cat " + kept, disk.toString()))
                .endsWith(Files.readString(root.resolve("etc/network/interfaces")));
    }

    @Test
    void prepare_ofASystemThatIsInTheJournalAlone_findsIt() throws Exception {
        Path mounted = FileSystemKit.make(directory.resolve("mounted.raw"), "ext4", 320 << 20);
        Path disk = directory.resolve("disk.raw");
        try (Mounted root = Mounted.of(mounted, "ext4", directory.resolve("mount"))) {
            SmallGuest.write(root.directory());
            try (Stream<Path> files = Files.walk(root.directory())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Programs.run("sync", file.toString());
                }
            }
            Programs.run("cp", "--sparse=always", mounted.toString(), disk.toString());
        }
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, EditingRights.NONE);

        assertThat(paths(outcome)).contains("/etc/fstab");
        assertThat(journal).exists();
    }

    @Test
    void prepare_whereTheFileSystemCannotBeMended_saysSoAndEditsNothing() throws Exception {
        Path disk = SmallGuest.make(directory.resolve("disk.raw"));
        // An extent that lies on what belongs to the file system itself: e2fsck does not mend that unasked.
        Programs.run("debugfs", "-w", "-R", "set_inode_field /etc/passwd block[5] 100", disk.toString());
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, EditingRights.NONE);

        assertThat(paths(outcome)).isEmpty();
        assertThat(outcome.adaptation().notDone())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.reason()).contains("check it with fsck"));
        assertThat(journal).doesNotExist();
    }

    @Test
    void prepare_whereTheFileSystemIsFull_makesWhatStillGoes() throws Exception {
        Path disk = SmallGuest.make(directory.resolve("disk.raw"));
        fill(disk);
        Path journal = directory.resolve("journal");

        Adapter.Outcome outcome = prepare(disk, journal, EditingRights.NONE);

        assertThat(outcome.adaptation().notDone())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.reason()).contains("does not read back as written; disk 0 had "));
        assertThat(paths(outcome)).contains("/etc/fstab");
        DiskChanges.apply(journal, List.of(disk));
        FileSystemKit.check(disk, "ext4");
    }

    /** Fills a file system to its last block; only what is not zero takes room. */
    private void fill(Path disk) throws Exception {
        Path ones = directory.resolve("ones");
        for (int size = 1 << 22; size >= 1024; size /= 2) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) 1);
            Files.write(ones, bytes);
            for (int i = 0; i < 4; i++) {
                Programs.run("debugfs", "-w", "-R", "write " + ones + " f" + size + "-" + i, disk.toString());
            }
        }
    }

    private static String digest(Path disk) throws Exception {
        return Programs.run("sha256sum", disk.toString()).split(" ", -1)[0];
    }
}
