package dev.smc.core.internal.guest.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.tool.Programs.FailedException;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits file systems as root; {@code setfattr} and the checkers of the file systems are the oracles. */
@RequiresTool({"unshare", "mount", "mkfs.xfs", "xfs_repair", "mkfs.ext4", "e2fsck", "setfattr", "getfattr", "chattr"})
class MountedEditorTest {
    private static final long SIZE = 320 << 20;
    private static final FileTree.Attributes ROOTS = new FileTree.Attributes(0644, 0, 0);
    private static final String LABEL = "system_u:object_r:etc_t:s0";

    @TempDir
    private Path directory;

    private interface Filling {
        void fill(Path root) throws Exception;
    }

    private Path fileSystem(String content, Filling filling) throws Exception {
        Path file = FileSystemKit.make(directory.resolve("fs.raw"), content, SIZE);
        look(file, content, filling);
        return file;
    }

    private void look(Path file, String content, Filling looking) throws Exception {
        try (Mounted mounted = Mounted.of(file, content, directory.resolve("look"))) {
            looking.fill(mounted.directory());
        }
    }

    private void edit(Path file, String content, FileChange... changes) throws Exception {
        Path work = Files.createDirectories(directory.resolve("work"));
        new MountedEditor(content).edit(file, List.of(changes), work);
        FileSystemKit.check(file, content);
    }

    private static FileChange.Written written(String path, String text) {
        return new FileChange.Written(path, Content.of(text), ROOTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void edit_everyKindOfChange_isMade(String content) throws Exception {
        Path file = fileSystem(content, root -> {
            Files.createDirectory(root.resolve("etc"));
            Files.writeString(root.resolve("etc/old"), "old");
            Files.writeString(root.resolve("etc/linked"), "linked");
            Files.createSymbolicLink(root.resolve("etc/gone"), Path.of("nowhere"));
        });

        edit(
                file,
                content,
                new FileChange.Written("/etc/old", Content.of("new"), new FileTree.Attributes(04751, 1000, 70000)),
                written("/var/lib/smc/made", "made"),
                new FileChange.Linked("/etc/linked", "/dev/null"),
                new FileChange.Removed("/etc/gone"),
                new FileChange.Removed("/etc/never"));

        look(file, content, root -> {
            assertThat(root.resolve("etc/old")).hasContent("new");
            assertThat(Files.readAttributes(root.resolve("etc/old"), "unix:mode,uid,gid"))
                    .isEqualTo(Map.of("mode", 0104751, "uid", 1000, "gid", 70000));
            assertThat(root.resolve("var/lib/smc/made")).hasContent("made");
            assertThat(Files.readAttributes(root.resolve("var/lib"), "unix:mode,uid"))
                    .isEqualTo(Map.of("mode", 040755, "uid", 0));
            assertThat(Files.readSymbolicLink(root.resolve("etc/linked"))).isEqualTo(Path.of("/dev/null"));
            assertThat(root.resolve("etc").toFile().list()).containsExactlyInAnyOrder("old", "linked");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"xfs", "ext4"})
    void edit_labelledAndProtectedFile_keepsLabelAndOtherName(String content) throws Exception {
        Path file = fileSystem(content, root -> {
            Path old = Files.writeString(root.resolve("resolv.conf"), "old");
            Files.createLink(root.resolve("other"), old);
            Programs.run("setfattr", "-n", "security.selinux", "-v", LABEL, old.toString());
            Path fixed = Files.writeString(root.resolve("fixed"), "old");
            Programs.run("chattr", "+i", fixed.toString());
        });

        edit(file, content, written("/resolv.conf", "new"), written("/fixed", "new"));

        look(file, content, root -> {
            assertThat(root.resolve("resolv.conf")).hasContent("new");
            assertThat(root.resolve("other")).hasContent("old");
            assertThat(root.resolve("fixed")).hasContent("new");
            assertThat(Programs.run(
                            "getfattr",
                            "--absolute-names",
                            "--only-values",
                            "-n",
                            "security.selinux",
                            root.resolve("resolv.conf").toString()))
                    .isEqualTo(LABEL);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/fstab", "/etc/deep/er", "/rel/x", "/../victim", "/etc/../victim", "/./x"})
    void edit_pathThatLeadsOut_changesNothingOutside(String path) throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path victim = Files.writeString(outside.resolve("victim"), "untouched");
        Path file = fileSystem("xfs", root -> {
            Files.createSymbolicLink(root.resolve("etc"), outside);
            Files.createSymbolicLink(root.resolve("rel"), Path.of("../outside"));
        });
        Path work = Files.createDirectory(directory.resolve("work"));

        assertThatThrownBy(() -> new MountedEditor("xfs").edit(file, List.of(written(path, "evil")), work))
                .isInstanceOf(FailedException.class);

        assertThat(outside.toFile().list()).containsExactly("victim");
        assertThat(victim).hasContent("untouched");
        assertThat(work.resolve("mounted")).isEmptyDirectory();
        assertThat(Programs.run("losetup", "-j", file.toString())).isEmpty();
    }

    @Test
    void edit_linkThatLeadsOut_isReplacedItself() throws Exception {
        Path victim = Files.writeString(directory.resolve("victim"), "untouched");
        Path file = fileSystem("xfs", root -> {
            for (String name : List.of("written", "linked", "removed")) {
                Files.createSymbolicLink(root.resolve(name), victim);
            }
        });

        edit(
                file,
                "xfs",
                written("/written", "new"),
                new FileChange.Linked("/linked", "elsewhere"),
                new FileChange.Removed("/removed"));

        assertThat(victim).hasContent("untouched");
        look(file, "xfs", root -> {
            assertThat(root.resolve("written")).isRegularFile().hasContent("new");
            assertThat(Files.readSymbolicLink(root.resolve("linked"))).isEqualTo(Path.of("elsewhere"));
            assertThat(Files.exists(root.resolve("removed"), LinkOption.NOFOLLOW_LINKS))
                    .isFalse();
        });
    }

    @Test
    void edit_noFileSystem_says() throws Exception {
        Path file = Files.write(directory.resolve("fs.raw"), new byte[1 << 20]);

        assertThatThrownBy(() -> new MountedEditor("xfs").edit(file, List.of(), directory))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("cannot be mounted: mount: ");
    }

    @Test
    void edit_fullFileSystem_says() throws Exception {
        Path file = fileSystem("xfs", root -> {});
        Content large = Content.of(new byte[(int) SIZE]);

        assertThatThrownBy(() -> edit(file, "xfs", new FileChange.Written("/large", large, ROOTS)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("/large cannot be changed")
                .hasMessageContaining("No space left");
    }

    @Test
    void mount_helperKilled_leavesNoMount() throws Exception {
        Path file = fileSystem("xfs", root -> {});

        try (PrivateMount mount = PrivateMount.of("xfs", file, directory)) {
            assertThat(mount.directory()).isDirectory();
            assertThat(Programs.run("losetup", "-j", file.toString())).contains("fs.raw");
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain("/mounted ");
            mount.helper().destroyForcibly();
            assertThat(mount.helper().onExit().get()).isNotNull();

            assertThatThrownBy(mount::unmount).isInstanceOf(FailedException.class);
        }

        assertThat(Programs.run("losetup", "-j", file.toString())).isEmpty();
        assertThat(directory.resolve("mounted")).isEmptyDirectory();
    }
}
