package dev.smc.examples.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.examples.Tools;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDiskTest {
    private static final long MIB = 1 << 20;
    private static final long SIZE = 640 * MIB;
    private static final long CONTENT = 320 * MIB;
    private static final long FILE_SYSTEM_AT = 2 * MIB;

    @TempDir
    static Path directory;

    private static SampleDisk sample;

    @BeforeAll
    static void makeDisk() throws Exception {
        sample = SampleDisk.create(directory.resolve("disk.raw"), SIZE, CONTENT, 7);
        sample.change();
    }

    @Test
    @RequiresTool({"stat"})
    void create_anySize_isThatSizeAndSparse() throws Exception {
        assertThat(sample.file().toFile().length()).isEqualTo(SIZE);
        assertThat(Tools.run("stat", "-c", "%b", sample.file().toString()).out().strip())
                .satisfies(blocks -> assertThat(Long.parseLong(blocks) * 512).isBetween(20 * MIB, SIZE * 3 / 4));
    }

    @Test
    void create_tooSmall_isRefusedWithBothFigures() {
        assertThatThrownBy(() -> SampleDisk.create(directory.resolve("small.raw"), MIB, MIB, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576")
                .hasMessageContaining("16777216");
    }

    @Test
    void create_moreContentThanFits_saysThatBlocksAreTaken() {
        assertThatThrownBy(() -> SampleDisk.create(directory.resolve("full.raw"), 130 * MIB, 2048 * MIB, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("blocks are taken; make the disk larger");
    }

    @Test
    void create_sameSeed_givesTheSameBytes() throws Exception {
        Path one = directory.resolve("one.raw");
        Path two = directory.resolve("two.raw");
        SampleDisk.create(one, 160 * MIB, 8 * MIB, 3).change();
        SampleDisk.create(two, 160 * MIB, 8 * MIB, 3).change();
        assertThat(Files.mismatch(one, two)).isEqualTo(-1);
        SampleDisk.create(two, 160 * MIB, 8 * MIB, 4).change();
        assertThat(Files.mismatch(one, two)).isNotNegative();
    }

    @Test
    @RequiresTool({"sgdisk", "sfdisk"})
    void partitionTable_checkedBySgdisk_hasNoProblems() throws Exception {
        assertThat(Tools.run("sgdisk", "-v", sample.file().toString()).out()).contains("No problems found");
        assertThat(Tools.run("sfdisk", "-d", sample.file().toString()).out())
                .contains("label: gpt", "start=        2048, size=        2048", "start=        4096", "name=\"root\"");
    }

    @Test
    @RequiresTool({"e2fsck"})
    void fileSystem_checkedByE2fsckAfterEachChange_isClean() throws Exception {
        Path file = directory.resolve("changed.raw");
        SampleDisk disk = SampleDisk.create(file, 160 * MIB, 8 * MIB, 5);
        for (int change = 0; change < 3; change++) {
            assertClean(file);
            assertThat(disk.change()).isBetween(300_000L, 2 * MIB);
        }
        assertClean(file);
    }

    @Test
    @RequiresTool({"e2fsck", "debugfs", "dumpe2fs"})
    void fileSystem_ofSeveralGroups_isCleanAndHoldsTheFilesOfTheJdk() throws Exception {
        assertClean(sample.file());
        assertThat(Tools.run("dumpe2fs", device(sample.file())).out())
                .contains("Filesystem state:         clean", "Group 4:", "filetype extent", "web01-root")
                .contains("Backup superblock at 98304");

        for (Path original : List.of(
                Path.of(System.getProperty("java.home"), "lib", "modules"),
                Path.of(System.getProperty("java.home"), "release"))) {
            Path copy = directory.resolve("copy");
            String name = Path.of(System.getProperty("java.home"))
                    .relativize(original)
                    .toString();
            debugfs("dump /usr/lib/jvm/java/" + name + " " + copy);
            assertThat(Files.mismatch(original, copy)).as(name).isEqualTo(-1);
        }
        assertThat(debugfs("cat /etc/hostname").out()).startsWith("web01\n# changed on day    1\n");
        assertThat(debugfs("stat /lib").out()).contains("Fast link dest: \"usr/lib\"");
        assertThat(debugfs("ls /tmp").out()).doesNotContain("upload.tar");
        assertThat(debugfs("ex /usr/lib/jvm/java/lib/modules").out()).contains(" 0/ 0   2/");
    }

    @Test
    @RequiresTool({"debugfs"})
    void log_writtenInTurns_hasAnExtentTreeAndGrows() throws Exception {
        String tree = debugfs("ex /var/log/syslog").out();
        assertThat(tree).contains(" 0/ 1   1/  1", " 1/ 1  10/");
        String log = debugfs("cat /var/log/syslog").out();
        assertThat(log.lines())
                .hasSize(24 * 200 + 400)
                .allMatch(line -> line.startsWith("2026-") && line.endsWith(" ms"));
    }

    @Test
    @RequiresTool({"mount", "losetup"})
    void fileSystem_mountedByLinux_isReadable() throws Exception {
        Path mountPoint = Files.createDirectories(directory.resolve("mnt"));
        var mounted = Tools.run(
                "mount", "-o", "loop,ro,offset=" + FILE_SYSTEM_AT, sample.file().toString(), mountPoint.toString());
        Assumptions.assumeTrue(mounted.exit() == 0, mounted.err());
        try {
            assertThat(mountPoint.resolve("srv/www/shop01/page000.html"))
                    .content()
                    .contains("<title>shop01, page 0");
            assertThat(Files.isSymbolicLink(mountPoint.resolve("etc/nginx/sites-enabled/shop12.conf")))
                    .isTrue();
            assertThat(mountPoint.resolve("etc/nginx/sites-enabled/shop12.conf"))
                    .content()
                    .contains("shop12.example.com");
        } finally {
            Tools.run("umount", mountPoint.toString());
        }
    }

    @Test
    @RequiresTool({"e2fsck"})
    void e2fsck_damagedDisk_isNoticed() throws Exception {
        Path damaged = directory.resolve("damaged.raw");
        SampleDisk.create(damaged, 160 * MIB, 8 * MIB, 5);
        try (var channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4), FILE_SYSTEM_AT + 2 * 4096);
        }
        assertThat(Tools.run("e2fsck", "-fn", device(damaged)).exit()).isNotZero();
    }

    private static void assertClean(Path disk) throws Exception {
        var checked = Tools.run("e2fsck", "-fn", device(disk));
        assertThat(checked.exit()).as(checked.out() + checked.err()).isZero();
    }

    private static Tools.Outcome debugfs(String request) throws Exception {
        return Tools.run("debugfs", "-R", request, device(sample.file()));
    }

    private static String device(Path disk) {
        return disk + "?offset=" + FILE_SYSTEM_AT;
    }
}
