package dev.smc.core.internal.filesystem.ntfs;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares maps of NTFS with what ntfsclone saves, which is what it counts as in use; it also holds the bitmap against the runs of
 * all files.
 */
@RequiresTool({"mkntfs", "ntfs-3g", "ntfsclone", "ntfsinfo"})
class NtfsOracleTest {
    private static final int SIZE = 96 << 20;
    private static final int SMALL_CLUSTER = 32768;
    private static final int LARGEST_CLUSTER = 256 << 10;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-c 512",
                "-c 1024",
                "-c 65536",
                "-c 262144",
                "-s 4096",
                "-s 1024 -c 4096",
                "-s 256 -c 512 -z 4"
            })
    void map_ofAnAgedFileSystem_isWhatNtfscloneSays(String options) throws Exception {
        Path image = make(options);
        check(image);
        String hash = age(image, options.contains("262144") ? LARGEST_CLUSTER : SMALL_CLUSTER);
        AllocationMap map = check(image);

        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        assertThat(used(copy)).isEqualTo(used(image));
        try (Mounted mounted = Mounted.of(copy, "ntfs", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
    }

    /** Of a file with thousands of runs the list of attributes is in other records, and so it is for $MFT. */
    @Test
    void map_ofAFileSystemWithAFragmentedMft_isWhatNtfscloneSays() throws Exception {
        Path image = make("-c 512 -z 1");
        try (Mounted mounted = Mounted.of(image, "ntfs", directory.resolve("mounted"))) {
            Path root = mounted.directory();
            byte[] filling = new byte[1000];
            for (int round = 0; round < 12; round++) {
                for (int i = 0; i < 400; i++) {
                    Files.write(root.resolve("f" + round + "-" + i), filling);
                }
                for (int i = 0; i < 400; i += 2) {
                    Files.delete(root.resolve("f" + round + "-" + i));
                }
                Files.write(root.resolve("large" + round), new byte[300_000]);
            }
        }
        check(image);
    }

    @Test
    void read_ofAFileSystemInUse_hasNoMap() throws Exception {
        Path image = make("");
        try (Mounted mounted = Mounted.of(image, "ntfs", directory.resolve("mounted"))) {
            Files.write(mounted.directory().resolve("file"), new byte[100_000]);
        }
        assertThat(MapProof.identify(image).reason()).isEmpty();
        // The dirty flag of $Volume, in record 3: Windows sets it while it is mounted.
        long record = mftOffset(image) + 3 * 1024;
        setVolumeFlag(image, record, 1);
        FileSystem found = MapProof.identify(image);
        assertThat(found.content()).isEqualTo("ntfs");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains("dirty");
    }

    @Test
    void read_ofAFileSystem_tellsItsNames() throws Exception {
        FileSystem found = MapProof.identify(make("-L system"));
        assertThat(found.label()).contains("system");
        assertThat(found.uuid().orElseThrow()).matches("[0-9A-F]{16}");
        assertThat(found.sizeBytes()).hasValue(SIZE);
    }

    private Path make(String options) throws Exception {
        Path image = directory.resolve("fs.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        List<String> command = new ArrayList<>(List.of("mkntfs", "-q", "-F"));
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" ", -1)));
        }
        command.add(image.toString());
        Programs.run(0, command, "");
        return image;
    }

    private String age(Path image, int cluster) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Mounted mounted = Mounted.of(image, "ntfs", directory.resolve("mounted"))) {
            Aging.age(mounted.directory(), seed, SIZE / 2, cluster);
            return TreeHash.of(mounted.directory());
        }
    }

    private AllocationMap check(Path image) throws Exception {
        AllocationMap map = MapProof.map(image, "ntfs");
        BitSet used = used(image);
        MapProof.check(map, used, SIZE);
        return map;
    }

    /** Reads the special image of ntfsclone: clusters, each after a 1, and gaps, each a 0 and a count. */
    private BitSet used(Path image) throws Exception {
        Path saved = directory.resolve("saved");
        Files.deleteIfExists(saved);
        Programs.run("ntfsclone", "-q", "-s", "-O", saved.toString(), image.toString());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(saved)).order(ByteOrder.LITTLE_ENDIAN);
        int clusterSize = bytes.getInt(18);
        long clusters = bytes.getLong(30);
        bytes.position(bytes.getInt(46));
        int sectors = clusterSize / MapProof.SECTOR;
        BitSet used = new BitSet();
        // What is behind the last cluster belongs to none.
        used.set((int) (clusters * sectors), SIZE / MapProof.SECTOR);
        long cluster = 0;
        while (bytes.hasRemaining() && cluster < clusters) {
            if (bytes.get() == 0) {
                cluster += bytes.getLong();
            } else {
                bytes.position(bytes.position() + clusterSize);
                used.set((int) (cluster * sectors), (int) ((cluster + 1) * sectors));
                cluster++;
            }
        }
        return used;
    }

    private static long mftOffset(Path image) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            byte[] boot = new byte[512];
            file.readFully(boot);
            ByteBuffer bytes = ByteBuffer.wrap(boot).order(ByteOrder.LITTLE_ENDIAN);
            return bytes.getLong(48) * bytes.getShort(11) * bytes.get(13);
        }
    }

    private static void setVolumeFlag(Path image, long record, int flag) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] bytes = new byte[1024];
            file.seek(record);
            file.readFully(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int attribute = buffer.getShort(20);
            while (buffer.getInt(attribute) != 0x70) {
                attribute += buffer.getInt(attribute + 4);
            }
            file.seek(record + attribute + buffer.getShort(attribute + 20) + 10);
            file.write(flag);
        }
    }
}
