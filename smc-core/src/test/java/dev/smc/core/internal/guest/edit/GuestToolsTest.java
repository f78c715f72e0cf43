package dev.smc.core.internal.guest.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.core.internal.guest.GuestDevice;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs this machine's shell in guests that have nothing else. */
@RequiresTool({"unshare", "setpriv", "chroot", "mount", "ldd", "mkfs.xfs", "xfs_repair", "mkfs.ext4", "e2fsck"})
class GuestToolsTest {
    private static final EditingRights ALL = new EditingRights(true, true);

    @TempDir
    private Path directory;

    private final List<BlockSource> sources = new ArrayList<>();

    @AfterEach
    void close() {
        sources.forEach(BlockSource::close);
    }

    private Path guest(String content, ShellGuest.Filling filling) throws Exception {
        return ShellGuest.make(directory.resolve(content + ".raw"), content, directory.resolve("look"), filling);
    }

    private GuestRoot root(Path... disks) {
        for (Path disk : disks) {
            sources.add(DiskImages.openRaw(disk));
        }
        List<GuestDevice> devices = ServerInspector.inspect(sources).devices();
        return GuestRoot.mounted(devices.get(0), devices);
    }

    private List<Edit> run(GuestRoot root, String script, String... changedPaths) throws Exception {
        EditPlan plan = new EditPlan(root);
        plan.run(List.of("sh", "-c", script), "a test", List.of(changedPaths));
        Path work = Files.createDirectory(directory.resolve("work"));
        Staging.stage(root, plan.edits(), sources, work, directory.resolve("journal"));
        return plan.edits();
    }

    private void apply(Path... disks) {
        List<BlockTarget> targets = new ArrayList<>();
        try (UndoJournal journal = UndoJournal.open(directory.resolve("journal"))) {
            List.of(disks).forEach(disk -> targets.add(RawTarget.open(disk)));
            DiskChanges.apply(journal, targets);
        } finally {
            targets.forEach(BlockTarget::close);
        }
    }

    @Test
    void run_programOnXfs_seesNothingOfThisMachine() throws Exception {
        Path disk = guest("xfs", root -> {});
        GuestRoot root = root(disk);

        List<Edit> edits = run(root, """
                exec >/result 2>&1
                echo sys: /sys/*
                echo processes: /proc/[0-9]*
                echo devices: /dev/*
                while read -r name rest; do echo "interface $name"; done </proc/net/dev
                while read -r a b c d point rest; do echo "mount $point"; done </proc/self/mountinfo
                while read -r name value; do [ "$name" != CapBnd: ] || echo "rights $value"; done </proc/self/status
                echo evil >/proc/sys/kernel/hostname
                echo evil >/dev/evil
                cd ../../../.. && echo up: *
                echo good >/dev/null && echo null
                """, "/result");
        apply(disk);

        GuestRoot after = root(disk);
        assertThat(EditProof.wrong(after, edits)).isEmpty();
        assertThat(after.text("/result").orElseThrow())
                .contains("sys: /sys/*\n", "processes: /proc/1 /proc/", "interface lo:\n", "null\n")
                .contains("devices: /dev/fd /dev/full /dev/null /dev/random /dev/shm /dev/stderr /dev/stdin")
                .contains("mount /\nmount /proc\nmount /sys\nmount /run\nmount /tmp\nmount /dev\nmount /dev/shm\n")
                .contains("rights 00000000880400fb\n")
                .contains("cannot create /proc/sys/kernel/hostname: Read-only file system")
                .contains("cannot create /dev/evil: Read-only file system")
                .contains("up: bin dev etc lib lib64 proc result run sys tmp\n")
                .doesNotContain("interface e", directory.toString());
    }

    @Test
    void run_bootOnAnotherDisk_isMountedThere() throws Exception {
        Path system = guest("ext4", root -> {
            Files.writeString(root.resolve("etc/fstab"), "/dev/sda / ext4 defaults\n/dev/sdb /boot xfs defaults\n");
            Files.createDirectory(root.resolve("boot"));
        });
        Path boot = guest("xfs", root -> {});
        GuestRoot root = root(system, boot);

        List<Edit> edits = run(root, "echo $0 >/boot/made", "/boot/made");
        assertThat(edits).hasSize(1).allSatisfy(edit -> {
            assertThat(edit.path()).isEqualTo("/boot/made");
            assertThat(edit.diff()).isEqualTo("runs: sh -c echo $0 >/boot/made\n");
            assertThat(Editors.obstacle(root, edit, ALL)).isEmpty();
        });
        sources.forEach(BlockSource::close);
        sources.clear();
        apply(system, boot);

        assertThat(root(system, boot).find("/boot/made"))
                .hasValueSatisfying(file -> assertThat(file.device().disk()).isEqualTo(1));
    }

    @Test
    void run_failingProgram_saysWhatItSaid() throws Exception {
        GuestRoot root = root(guest("ext4", guest -> {}));

        assertThatThrownBy(() -> run(root, "echo no space; exit 3", "/x"))
                .isInstanceOf(UneditableException.class)
                .hasMessage("sh -c echo no space; exit 3 in the guest ended with 3: no space");
        assertNothingIsLeft();
    }

    @Test
    void run_programThatLeavesOthers_endsThem() throws Exception {
        GuestRoot root = root(guest("ext4", guest -> {}));

        run(root, "(while :; do echo >>/x; done) & exit 0", "/x");

        assertNothingIsLeft();
    }

    @Test
    void run_linksThatLeadOut_changeNothingOutside() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        GuestRoot root = root(guest("ext4", guest -> {
            Files.delete(guest.resolve("run"));
            Files.createSymbolicLink(guest.resolve("run"), outside);
            Files.createSymbolicLink(guest.resolve("out"), Path.of("/../../../.." + outside));
        }));

        assertThatThrownBy(() -> run(root, "echo evil >/run/x; echo evil >/out/x; [ -e /run/x ]", "/x"))
                .isInstanceOf(UneditableException.class)
                .hasMessageContaining("nonexistent");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void run_devThatIsALink_refuses() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        GuestRoot root = root(guest("ext4", guest -> Files.createSymbolicLink(guest.resolve("dev"), outside)));

        assertThatThrownBy(() -> run(root, "exit 0", "/x")).isInstanceOf(UneditableException.class);
        assertThat(outside).isEmptyDirectory();
        assertNothingIsLeft();
    }

    @Test
    void command_inputEnds_endsEverything() throws Exception {
        Path disk = guest("ext4", guest -> {});
        GuestRoot root = root(disk);
        WorkFile file = new WorkFile(root.device(), disk, List.of());
        Path place = Files.createDirectory(directory.resolve("guest"));

        Process process = new ProcessBuilder(new GuestChroot(place, Map.of("/", file))
                        .command(List.of("sh", "-c", "echo started; while :; do :; done")))
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("started");
        assertThat(Programs.run("losetup", "-j", disk.toString())).isNotEmpty();
        process.getOutputStream().close();

        assertThat(process.waitFor()).isNotZero();
        assertThat(Programs.run("losetup", "-j", disk.toString())).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void obstacle_rightsMissing_saysWhatToDo() throws Exception {
        GuestRoot root = root(guest("ext4", guest -> {}));

        assertThat(GuestTools.obstacle(root, ALL)).isEmpty();
        assertThat(GuestTools.obstacle(root, new EditingRights(true, false)).orElseThrow())
                .contains("run as root with mayMount(true) and mayRunGuests(true)");
        assertThat(GuestTools.obstacle(root, new EditingRights(false, true)).orElseThrow())
                .contains("run as root with mayMount(true)");
    }

    private void assertNothingIsLeft() throws Exception {
        assertThat(Programs.run("losetup", "-a")).doesNotContain(directory.toString());
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }
}
