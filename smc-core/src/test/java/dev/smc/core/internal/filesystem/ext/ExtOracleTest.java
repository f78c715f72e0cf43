package dev.smc.core.internal.filesystem.ext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Aging;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.filesystem.TreeHash;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares allocation maps with what e2fsprogs say of the same file systems. */
@RequiresTool({"mkfs.ext4", "dumpe2fs", "debugfs", "e2fsck"})
class ExtOracleTest {
    private static final Pattern FREE = Pattern.compile("^  Free blocks: (.*)$", Pattern.MULTILINE);

    private static final String SIZE = "44M";
    private static final long BUDGET = 16 << 20;
    private static final int CLUSTER = 4096;
    private static final int LARGE_CLUSTER = 16384;

    @TempDir
    private static Path files;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeFiles() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 150; i++) {
            byte[] content = new byte[random.nextInt(60_000)];
            random.nextBytes(content);
            Path parent = Files.createDirectories(files.resolve("d" + i % 7));
            Files.write(parent.resolve("f" + i), content);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024",
                "-t ext4 -b 2048",
                "-t ext4 -b 1024 -O ^flex_bg",
                "-t ext4 -O ^flex_bg,^metadata_csum,uninit_bg",
                "-t ext4 -b 1024 -O ^metadata_csum,uninit_bg",
                "-t ext4 -b 1024 -O ^metadata_csum,^uninit_bg",
                "-t ext4 -b 1024 -O ^64bit",
                "-t ext4 -b 1024 -O 64bit,^metadata_csum,uninit_bg",
                "-t ext4 -b 1024 -O meta_bg,^resize_inode",
                "-t ext4 -b 1024 -O meta_bg,^resize_inode,^flex_bg,^64bit",
                "-t ext4 -b 1024 -g 1024 -O meta_bg,^resize_inode",
                "-t ext4 -O ^has_journal",
                "-t ext4 -b 1024 -O sparse_super2",
                "-t ext4 -b 1024 -O ^sparse_super,^resize_inode -g 2048",
                "-t ext4 -b 1024 -g 1024 -G 4",
                "-t ext4 -O ^resize_inode -N 2000",
                "-t ext4 -b 4096 -I 1024 -i 8192",
                "-t ext4 -O bigalloc -C 16384",
                "-t ext4 -b 1024 -O bigalloc -C 4096",
                "-t ext4 -b 1024 -O bigalloc,^flex_bg -C 8192",
                "-t ext4 -O mmp",
                "-t ext4 -O inline_data,ea_inode,encrypt,verity,large_dir",
                "-t ext4 -b 1024 -O inline_data",
                "-t ext4 -O metadata_csum_seed,stable_inodes",
                "-t ext4 -O orphan_file,fast_commit",
                "-t ext4 -E lazy_itable_init=0,packed_meta_blocks=1",
                "-t ext3",
                "-t ext3 -b 1024",
                "-t ext2",
                "-t ext2 -b 1024 -r 0",
            })
    void map_ofAnAgedFileSystem_isWhatDumpe2fsSays(String options) throws Exception {
        Path image = make(options, SIZE);
        checkMap(image);
        String hash = age(image, options.contains("bigalloc") ? LARGE_CLUSTER : CLUSTER);
        Path copy = withGarbage(image, checkMap(image));
        try (Mounted mounted = Mounted.of(copy, "ext4", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
    }

    /** Of these not every kernel mounts all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4 -O quota,project",
                "-t ext4 -O casefold,inline_data",
                "-t ext4 -b 16384",
                "-t ext4 -b 65536",
                "-t ext4 -b 65536 -O bigalloc -C 262144",
            })
    void map_ofAChangedFileSystem_isWhatDumpe2fsSays(String options) throws Exception {
        Path image = make(options, SIZE);
        checkMap(image);
        change(image);
        // debugfs does not keep quotas right.
        Programs.run("sh", "-c", "e2fsck -fy '" + image + "' || [ $? = 1 ]");
        withGarbage(image, checkMap(image));
    }

    @Test
    void map_ofAFileSystemWithItsJournalElsewhere_isWhatDumpe2fsSays() throws Exception {
        Path journal = directory.resolve("journal");
        Programs.run("mkfs.ext4", "-q", "-F", "-O", "journal_dev", journal.toString(), "16M");
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "this needs root and loop devices");
        String loop =
                Programs.run("losetup", "-f", "--show", journal.toString()).strip();
        try {
            Path image = make("-t ext4 -J device=" + loop, SIZE);
            checkMap(image);
            age(image, CLUSTER);
            MapProof.withGarbage(image, checkMap(image), directory.resolve("copy"));
            Programs.run("e2fsck", "-fn", "-j", loop, directory.resolve("copy").toString());
        } finally {
            Programs.run("losetup", "-d", loop);
        }
        FileSystem found = identify(journal);
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains("0x8");
    }

    @Test
    void read_ofAFileSystemInUse_hasNoMap() throws Exception {
        Path image = make("-t ext4", SIZE);
        Path copy = directory.resolve("taken");
        try (Mounted mounted = Mounted.of(image, "ext4", directory.resolve("mounted"))) {
            Path file = Files.write(mounted.directory().resolve("file"), new byte[100_000]);
            Programs.run("sync", file.toString());
            Files.copy(image, copy);
        }
        FileSystem found = identify(copy);
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains("in use or not unmounted");
        Mounted.of(copy, "ext4", directory.resolve("mounted")).close();
        checkMap(copy);
    }

    @Test
    void map_ofAFileSystemThatGrewAndShrank_isWhatDumpe2fsSays() throws Exception {
        Path image = make("-t ext4 -b 1024", "40M");
        Programs.run("e2fsck", "-fy", image.toString());
        Programs.run("resize2fs", image.toString(), "100M");
        checkMap(image);
        Programs.run("e2fsck", "-fy", image.toString());
        Programs.run("resize2fs", image.toString(), "30M");
        checkMap(image);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "feature +needs_recovery",
                "ssv state 0",
                "ssv state 2",
                "ssv state 3",
                "ssv log_block_size 50",
                "ssv blocks_per_group 17"
            })
    void read_ofAnUncleanOrOddFileSystem_hasNoMap(String change) throws Exception {
        Path image = make("-t ext4", "20M");
        Programs.run(0, List.of("debugfs", "-w", "-f", "-", image.toString()), change + "\n");
        FileSystem found = identify(image);
        assertThat(found.content()).isEqualTo("ext4");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).isNotBlank();
    }

    @Test
    void read_ofAFileSystem_tellsItsNames() throws Exception {
        Path image = make("-t ext4 -L root-disk -U 12345678-9abc-def0-1234-56789abcdef0", "20M");
        FileSystem found = identify(image);
        assertThat(found.content()).isEqualTo("ext4");
        assertThat(found.label()).contains("root-disk");
        assertThat(found.uuid()).contains("12345678-9abc-def0-1234-56789abcdef0");
        assertThat(identify(make("-t ext2", "8M")).content()).isEqualTo("ext2");
        assertThat(identify(make("-t ext3", "8M")).content()).isEqualTo("ext3");
    }

    private Path make(String options, String size) throws Exception {
        Path image = directory.resolve("fs.img");
        Files.deleteIfExists(image);
        List<String> command = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F"));
        command.addAll(List.of(options.split(" ", -1)));
        if (!options.contains("-r 0")) {
            command.addAll(List.of("-d", files.toString()));
        }
        command.addAll(List.of(image.toString(), size));
        Programs.run(0, command, "");
        return image;
    }

    private String age(Path image, int cluster) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Mounted mounted = Mounted.of(image, "ext4", directory.resolve("mounted"))) {
            Aging.age(mounted.directory(), seed, BUDGET, cluster);
            return TreeHash.of(mounted.directory());
        }
    }

    /** Returns a copy in which all that is free is garbage; e2fsck must not find anything wrong with it. */
    private Path withGarbage(Path image, AllocationMap map) throws Exception {
        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        Programs.run("e2fsck", "-fn", copy.toString());
        return copy;
    }

    /** Deletes some files and adds others, so that blocks are free in between. */
    private static void change(Path image) throws Exception {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < 150; i += 3) {
            script.append("rm /d").append(i % 7).append("/f").append(i).append('\n');
        }
        for (int i = 0; i < 150; i += 10) {
            script.append("write ")
                    .append(files.resolve("d" + i % 7 + "/f" + i))
                    .append(" /new")
                    .append(i)
                    .append('\n');
        }
        Programs.run(0, List.of("debugfs", "-w", "-f", "-", image.toString()), script.toString());
    }

    private static FileSystem identify(Path image) {
        try (BlockSource disk = DiskImages.open(image)) {
            return FileSystems.identify(new DiskRange(disk, 0, disk.size()));
        }
    }

    /** The map must hold every block that is not free, and no other one of the file system. */
    private static AllocationMap checkMap(Path image) throws Exception {
        String dump = Programs.run("dumpe2fs", image.toString());
        int blockSize = number(dump, "Block size");
        int blocks = number(dump, "Block count");
        // Of a range of free clusters it gives the first block of the first and of the last.
        int ratio = dump.contains("Cluster size") ? number(dump, "Cluster size") / blockSize : 1;
        BitSet used = new BitSet();
        used.set(0, blocks);
        Matcher free = FREE.matcher(dump);
        while (free.find()) {
            for (String range : free.group(1).strip().split(", ", -1)) {
                if (!range.isEmpty()) {
                    String[] ends = range.split("-", -1);
                    used.clear(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + ratio);
                }
            }
        }
        FileSystem found = identify(image);
        assertThat(found.reason()).isEmpty();
        AllocationMap map = found.allocation().orElseThrow();
        BitSet mapped = new BitSet();
        map.extents().forEach(e -> {
            assertThat(e.offset() % blockSize).isZero();
            mapped.set((int) (e.offset() / blockSize), (int) ((e.end() + blockSize - 1) / blockSize));
        });
        BitSet lost = (BitSet) used.clone();
        lost.andNot(mapped);
        assertThat(lost).as("blocks in use that the map has not").isEqualTo(new BitSet());
        mapped.clear(blocks, Integer.MAX_VALUE);
        mapped.andNot(used);
        assertThat(mapped).as("free blocks that the map has").isEqualTo(new BitSet());
        return map;
    }

    private static int number(String dump, String name) {
        Matcher matcher =
                Pattern.compile("^" + name + ": +(\\d+)$", Pattern.MULTILINE).matcher(dump);
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
