package dev.smc.core.internal.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Aging;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.filesystem.TreeHash;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.testkit.MemoryDisk;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares maps of XFS with the free space that {@code xfs_db} lists. */
@RequiresTool({"mkfs.xfs", "xfs_db", "xfs_repair"})
class XfsOracleTest {
    private static final long SIZE = 96 << 20;
    private static final Pattern FREE = Pattern.compile("^ +(\\d+) +(\\d+) +(\\d+)$", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-b size=1024",
                "-b size=2048",
                "-b size=8192",
                "-b size=16384",
                "-s size=4096",
                "-d agcount=1",
                "-d agcount=6",
                "-d su=64k,sw=4 -l su=256k",
                "-d su=32k,sw=2 -b size=1024",
                "-l agnum=1",
                "-m finobt=0,rmapbt=0,reflink=0,bigtime=0,inobtcount=0 -i sparse=0",
                "-m finobt=1,rmapbt=1,reflink=1,bigtime=1,inobtcount=1 -i sparse=1,nrext64=1",
                "-m rmapbt=1 -b size=1024",
                "-i size=2048",
                "-n size=65536",
            })
    void map_ofAnAgedFileSystem_isWhatXfsDbSays(String options) throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, options);
        check(image);
        String hash = age(image);
        AllocationMap map = check(image);

        Path copy = withGarbage(image, map);
        try (Mounted mounted = Mounted.of(copy, "xfs", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
    }

    /** Kernels do not mount them any more, or not on machines with smaller pages. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m crc=0",
                "-m crc=0 -b size=512",
                "-m crc=0 -b size=1024 -l version=1,lazy-count=0",
                "-m crc=0 -n ftype=0 -i attr=1,projid32bit=0",
                "-m crc=0 -n version=ci -s size=4096",
                "-m crc=0 -d su=64k,sw=4 -l su=64k",
                "-n version=ci",
                "-b size=1024",
                "-b size=32768",
                "-b size=65536",
            })
    void map_ofAFileSystemThatWasRepaired_isWhatXfsDbSays(String options) throws Exception {
        long size = options.contains("65536") ? 5 * SIZE : options.contains("32768") ? 3 * SIZE : SIZE;
        Path image = XfsImages.makeFragmented(directory, size, options, 600, 2500);
        AllocationMap map = check(image);
        assertThat(map.count()).isGreaterThan(250);
        withGarbage(image, map);
    }

    @Test
    void map_ofAFileSystemWithARealtimeDevice_isThatOfTheDataDevice() throws Exception {
        Path realtime = directory.resolve("realtime");
        Programs.run("truncate", "-s", String.valueOf(SIZE), realtime.toString());
        check(XfsImages.make(directory.resolve("fs.img"), SIZE, "-r rtdev=" + realtime));
    }

    @Test
    void map_ofAFileSystemThatGrew_isWhatXfsDbSays() throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, "");
        Programs.run("truncate", "-s", String.valueOf(2 * SIZE + 12345), image.toString());
        assertThat(MapProof.map(image, "xfs").intersects(SIZE, SIZE + 12345)).isTrue();
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            Programs.run("xfs_growfs", mounted.directory().toString());
        }
        age(image);
        check(image);
        assertThat(MapProof.identify(image).sizeBytes().orElseThrow()).isBetween(2 * SIZE - 70_000, 2 * SIZE + 12345);
    }

    /** The log is then a ring that went round, or was started anew. */
    @Test
    void map_ofAFileSystemWithAnOldLog_isWhatXfsDbSays() throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, "-l size=8m -m rmapbt=0,reflink=0");
        for (int i = 0; i < 4; i++) {
            age(image);
            check(image);
        }
        Programs.run("xfs_repair", "-L", image.toString());
        check(image);
        Programs.run("xfs_admin", "-U", "generate", image.toString());
        age(image);
        check(image);
        assertThat(MapProof.identify(image).uuid().orElseThrow())
                .isEqualTo(Programs.run("blkid", "-p", "-o", "value", "-s", "UUID", image.toString())
                        .strip());
    }

    @Test
    void read_ofAFileSystemInUse_hasNoMap() throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, "");
        age(image);
        Path copy = directory.resolve("taken");
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            Path file = Files.write(mounted.directory().resolve("file"), new byte[100_000]);
            Programs.run("sync", file.toString());
            Files.copy(image, copy);
        }
        checkUnmapped(copy, "in use or not unmounted");
        // Recovery writes over what was there after the head.
        Mounted.of(copy, "xfs", directory.resolve("mounted")).close();
        check(copy);
    }

    /** All that is in the log then is the superblock. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-s size=4096", "-l su=256k", "-l size=8m -m rmapbt=0,reflink=0"})
    void map_ofAFrozenFileSystem_isWhatXfsDbSays(String options) throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, options);
        age(image);
        Path frozen = directory.resolve("frozen");
        String hash;
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            String place = mounted.directory().toString();
            Aging.age(Files.createDirectory(mounted.directory().resolve("more")), 7, SIZE / 10, 4096);
            hash = TreeHash.of(mounted.directory());
            Programs.run("xfs_freeze", "-f", place);
            Files.copy(image, frozen);
            Programs.run("xfs_freeze", "-u", place);
        }
        Path copy = MapProof.withGarbage(frozen, check(frozen), directory.resolve("copy"));
        try (Mounted mounted = Mounted.of(copy, "xfs", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
        Programs.run("xfs_repair", "-n", copy.toString());
    }

    @Test
    void read_ofAnExternalLog_hasNoMap() throws Exception {
        Path log = directory.resolve("log");
        Programs.run("truncate", "-s", "64M", log.toString());
        checkUnmapped(XfsImages.make(directory.resolve("fs.img"), SIZE, "-l logdev=" + log), "on another device");
    }

    @ParameterizedTest
    @CsvSource({
        "sb 0, write -d features_incompat 0x1b, in need of repair",
        "sb 0, write -d features_incompat 0x10b, incompatible features 0x100",
        "sb 0, write -d features_ro_compat 0x85, read-only features 0x80",
        "sb 0, write -d inprogress 1, not made to its end",
        "sb 0, write -d dblocks 30000, 'it has 4 groups, not 5'",
        "sb 0, write -d lsn 0x7fffffff00000000, written after the end of its log",
        "agf 2, write -d freeblks 5, free blocks",
        "agf 2, write -d longest 5, free blocks",
        "agf 2, write -d length 5000, has 5000 blocks",
        "agf 2, write -d bnoroot 2, is not the one that others name",
        "agf 2, write -d bnolevel 2, is not the one that others name",
        "agf 2, write -d bnolevel 10, has 10 levels",
        "agf 2, write -d cntroot 6000, is not the one that others name",
        "agf 2, write -d flcount 60, list of 60 blocks",
        "agf 2, write -d seqno 1, not its own",
        "agf 2, write -d lsn 0x7fffffff00000000, written after the end of its log",
        "agi 1, write -d root 7000, which lies outside of it",
        "agi 1, write -d root 4000, metadata is free",
        "agfl 1, write -d bno[1] 4000, metadata is free"
    })
    void read_ofDamage_saysWhatIsDamaged(String where, String change, String reason) throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, "-d agcount=4");
        Programs.run("xfs_db", "-x", "-c", where, "-c", change, image.toString());
        checkUnmapped(image, reason);
    }

    /** Version 4 has no checksums, but what says where something is free says it twice. */
    @Test
    void map_ofDamageWithoutChecksums_isAsBeforeOrNone() throws Exception {
        Path image = XfsImages.makeFragmented(directory, SIZE, "-m crc=0 -b size=1024", 600, 2500);
        AllocationMap before = check(image);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = Files.readAllBytes(image);
        int[] structures = IntStream.range(0, bytes.length / 1024)
                .filter(block ->
                        block < 32 || new String(bytes, block * 1024, 3, StandardCharsets.US_ASCII).equals("ABT"))
                .toArray();
        for (int i = 0; i < 2000; i++) {
            int position = structures[random.nextInt(structures.length)] * 1024 + random.nextInt(1024);
            byte value = bytes[position];
            bytes[position] ^= (byte) (1 << random.nextInt(8));
            FileSystem found = FileSystems.identify(new DiskRange(new MemoryDisk(bytes), 0, bytes.length));
            assertThat(found.allocation().orElse(before))
                    .as("byte %d", position)
                    .isEqualTo(before);
            bytes[position] = value;
        }
    }

    @Test
    void read_ofAWrongChecksum_hasNoMap() throws Exception {
        Path image = XfsImages.make(directory.resolve("fs.img"), SIZE, "-d agcount=4");
        long group = SIZE / 4;
        for (long offset : new long[] {300, group + 512 + 300, group + 1024 + 400, group + 1536 + 400, group + 4000}) {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.seek(offset);
                int before = file.read();
                file.seek(offset);
                file.write(before + 1);
                if (offset < group + 2048) {
                    checkUnmapped(image, "checksum");
                } else {
                    check(image);
                }
                file.seek(offset);
                file.write(before);
            }
        }
        check(image);
    }

    @Test
    void read_ofAFileSystem_tellsItsNames() throws Exception {
        Path image = XfsImages.make(
                directory.resolve("fs.img"), SIZE, "-L root-disk-12 -m uuid=12345678-9abc-def0-1234-56789abcdef0");
        FileSystem found = MapProof.identify(image);
        assertThat(found.label()).contains("root-disk-12");
        assertThat(found.uuid()).contains("12345678-9abc-def0-1234-56789abcdef0");
        assertThat(found.sizeBytes()).hasValue(SIZE);
    }

    private String age(Path image) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            Path files = Files.createTempDirectory(mounted.directory(), "aged");
            Aging.age(files, seed, SIZE / 10, 4096);
            return TreeHash.of(mounted.directory());
        }
    }

    /** Returns a copy in which all that is free is garbage; xfs_repair must not find anything wrong with it. */
    private Path withGarbage(Path image, AllocationMap map) throws Exception {
        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        Programs.run("xfs_repair", "-n", "-o", "force_geometry", copy.toString());
        return copy;
    }

    private static void checkUnmapped(Path image, String reason) {
        FileSystem found = MapProof.identify(image);
        assertThat(found.content()).isEqualTo("xfs");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains(reason);
    }

    private static AllocationMap check(Path image) throws Exception {
        AllocationMap map = MapProof.map(image, "xfs");
        MapProof.check(map, used(image), Files.size(image));
        return map;
    }

    /** Returns the sectors of all that is not free; what is kept for the trees of free space to grow is free to xfs_db. */
    private static BitSet used(Path image) throws Exception {
        String said = Programs.run(
                "xfs_db", "-r", "-c", "sb 0", "-c", "p blocksize agblocks", "-c", "freesp -d", image.toString());
        int sectors = number(said, "blocksize") / MapProof.SECTOR;
        long groupBlocks = number(said, "agblocks");
        BitSet used = new BitSet();
        used.set(0, (int) ((Files.size(image) + MapProof.SECTOR - 1) / MapProof.SECTOR));
        Matcher free = FREE.matcher(said);
        while (free.find()) {
            long first = Long.parseLong(free.group(1)) * groupBlocks + Long.parseLong(free.group(2));
            used.clear((int) (first * sectors), (int) ((first + Long.parseLong(free.group(3))) * sectors));
        }
        return used;
    }

    private static int number(String said, String name) {
        Matcher matcher =
                Pattern.compile("^" + name + " = (\\d+)$", Pattern.MULTILINE).matcher(said);
        assertThat(matcher.find()).as(said).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
