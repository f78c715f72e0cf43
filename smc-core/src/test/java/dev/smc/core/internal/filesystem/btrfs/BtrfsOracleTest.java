package dev.smc.core.internal.filesystem.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.filesystem.Aging;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.filesystem.TreeHash;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares maps of btrfs with its extents and chunks as {@code btrfs inspect-internal} lists them. */
@RequiresTool({"mkfs.btrfs", "btrfs"})
class BtrfsOracleTest {
    private static final int SIZE = 256 << 20;
    private static final Pattern EXTENT = Pattern.compile("item \\d+ key \\((\\d+) (EXTENT|METADATA)_ITEM (\\d+)\\)");
    private static final Pattern CHUNK =
            Pattern.compile("CHUNK_ITEM (\\d+)\\)[^\\n]*\\n\\s+length (\\d+)(?s:(.*?))(?=\\n\\titem|\\z)");
    private static final Pattern STRIPE = Pattern.compile("stripe \\d+ devid \\d+ offset (\\d+)");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--mixed",
                "-m single -d single",
                "-m dup -d dup",
                "-n 4096",
                "-n 65536",
                "--csum xxhash",
                "--csum sha256",
                "-O ^no-holes,^skinny-metadata,^extref",
                "-R ^free-space-tree",
                "-R quota",
            })
    void map_ofAnAgedFileSystem_isWhatItsTreesSay(String options) throws Exception {
        Path image = make(options);
        check(image);
        String hash = age(image);
        AllocationMap map = check(image);

        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        Programs.run("btrfs", "check", "--check-data-csum", copy.toString());
        // Two file systems with one identifier are not mounted at a time.
        Files.delete(image);
        try (Mounted mounted = Mounted.of(copy, "btrfs", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
    }

    /** What was synced, but not committed, is in the log; so is a copy that is taken while it is mounted. */
    @Test
    void map_ofAFileSystemWithALog_hasAllThatWasSynced() throws Exception {
        Path image = make("");
        age(image);
        Path copy = directory.resolve("taken");
        try (Mounted mounted = Mounted.of(image, "btrfs", directory.resolve("mounted"))) {
            for (int i = 0; i < 20; i++) {
                Path file = Files.write(mounted.directory().resolve("synced" + i), new byte[50_000 * (i % 4) + 10]);
                Programs.run("sync", file.toString());
            }
            Files.copy(image, copy);
        }
        Files.delete(image);
        FileSystem found = MapProof.identify(copy);
        AllocationMap map = found.allocation().orElseGet(() -> AllocationMap.full(SIZE));
        Path garbage = MapProof.withGarbage(copy, map, directory.resolve("garbage"));
        String hash;
        try (Mounted mounted = Mounted.of(copy, "btrfs", directory.resolve("mounted"))) {
            hash = TreeHash.of(mounted.directory());
        }
        Files.delete(copy);
        try (Mounted mounted = Mounted.of(garbage, "btrfs", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
    }

    @Test
    void read_ofOneOfTwoDevices_hasNoMap() throws Exception {
        Path image = make("");
        Path second = directory.resolve("second.img");
        Programs.run("truncate", "-s", String.valueOf(SIZE), second.toString());
        Programs.run("mkfs.btrfs", "-q", "-f", image.toString(), second.toString());
        FileSystem found = MapProof.identify(image);
        assertThat(found.content()).isEqualTo("btrfs");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).isNotBlank();
    }

    @Test
    void read_ofAFileSystem_tellsItsNames() throws Exception {
        FileSystem found = MapProof.identify(make("-L data -U 12345678-9abc-def0-1234-56789abcdef0"));
        assertThat(found.label()).contains("data");
        assertThat(found.uuid()).contains("12345678-9abc-def0-1234-56789abcdef0");
        assertThat(found.sizeBytes()).hasValue(SIZE);
    }

    private Path make(String options) throws Exception {
        Path image = directory.resolve("fs.img");
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        List<String> command = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f"));
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" ", -1)));
        }
        command.add(image.toString());
        Programs.run(0, command, "");
        return image;
    }

    private String age(Path image) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Mounted mounted = Mounted.of(image, "btrfs", directory.resolve("mounted"))) {
            Aging.age(mounted.directory(), seed, SIZE / 6, 4096);
            return TreeHash.of(mounted.directory());
        }
    }

    private static AllocationMap check(Path image) throws Exception {
        AllocationMap map = MapProof.map(image, "btrfs");
        MapProof.check(map, used(image), SIZE);
        return map;
    }

    /** Returns the sectors of all extents, in all copies, with the first MiB and the superblocks. */
    private static BitSet used(Path image) throws Exception {
        Map<Long, Long> lengths = new TreeMap<>();
        Map<Long, List<Long>> stripes = new TreeMap<>();
        String chunks = Programs.run("btrfs", "inspect-internal", "dump-tree", "-t", "chunk", image.toString());
        Matcher chunk = CHUNK.matcher(chunks);
        while (chunk.find()) {
            long address = Long.parseLong(chunk.group(1));
            lengths.put(address, Long.parseLong(chunk.group(2)));
            Matcher stripe = STRIPE.matcher(chunk.group(3));
            List<Long> offsets = new ArrayList<>();
            while (stripe.find()) {
                offsets.add(Long.parseLong(stripe.group(1)));
            }
            stripes.put(address, offsets);
        }
        int nodeSize = Integer.parseInt(
                find("nodesize\\s+(\\d+)", Programs.run("btrfs", "inspect-internal", "dump-super", image.toString())));
        BitSet used = new BitSet();
        set(used, 0, 1 << 20);
        set(used, 64 << 20, 4096);
        String extents = Programs.run("btrfs", "inspect-internal", "dump-tree", "-t", "extent", image.toString());
        Matcher extent = EXTENT.matcher(extents);
        while (extent.find()) {
            long address = Long.parseLong(extent.group(1));
            long length = extent.group(2).equals("METADATA") ? nodeSize : Long.parseLong(extent.group(3));
            long start = new TreeMap<>(lengths).floorKey(address);
            for (long offset : stripes.get(start)) {
                set(used, offset + address - start, length);
            }
        }
        return used;
    }

    private static void set(BitSet used, long offset, long length) {
        used.set((int) (offset / MapProof.SECTOR), (int) ((offset + length) / MapProof.SECTOR));
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
