package dev.smc.core.internal.filesystem.exfat;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares maps of exFAT with how much of it dump.exfat calls free, and with what fsck.exfat and a driver find without the rest. */
@RequiresTool({"mkfs.exfat", "mount.exfat-fuse", "dump.exfat", "fsck.exfat"})
class ExfatOracleTest {
    private static final int SIZE = 96 << 20;
    private static final int SMALL_CLUSTER = 32768;
    private static final int LARGEST_CLUSTER = 1 << 20;
    private static final int DIRTY = 2;
    private static final int FLAGS_OFFSET = 106;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "-c 512", "-c 32K", "-c 1M", "-b 4M", "-c 4K -b 64K"})
    void map_ofAnAgedFileSystem_isWhatExfatprogsSay(String options) throws Exception {
        Path image = make(options);
        check(image);
        String hash = age(image, options.contains("1M") ? LARGEST_CLUSTER : SMALL_CLUSTER);
        AllocationMap map = check(image);

        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        Programs.run("fsck.exfat", "-n", copy.toString());
        try (Mounted mounted = Mounted.of(copy, "exfat", directory.resolve("mounted"))) {
            assertThat(TreeHash.of(mounted.directory())).isEqualTo(hash);
        }
    }

    @Test
    void read_ofAFileSystemInUse_hasNoMap() throws Exception {
        Path image = make("");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(FLAGS_OFFSET);
            file.write(DIRTY);
        }
        FileSystem found = MapProof.identify(image);
        assertThat(found.content()).isEqualTo("exfat");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains("not unmounted cleanly");
    }

    @Test
    void read_ofAFileSystem_tellsItsNames() throws Exception {
        FileSystem found = MapProof.identify(make("-L transport"));
        assertThat(found.label()).contains("transport");
        assertThat(found.uuid().orElseThrow()).matches("[0-9A-F]{4}-[0-9A-F]{4}");
        assertThat(found.sizeBytes()).hasValue(SIZE);
    }

    private Path make(String options) throws Exception {
        Path image = directory.resolve("fs.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        List<String> command = new ArrayList<>(List.of("mkfs.exfat"));
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
        try (Mounted mounted = Mounted.of(image, "exfat", directory.resolve("mounted"))) {
            Aging.age(mounted.directory(), seed, SIZE / 2, cluster);
            return TreeHash.of(mounted.directory());
        }
    }

    private static AllocationMap check(Path image) throws Exception {
        AllocationMap map = MapProof.map(image, "exfat");
        String dump = Programs.run("dump.exfat", image.toString());
        long free = number(dump, "Free Clusters:") * number(dump, "Cluster size:");
        MapProof.checkSlack(map.usedBytes() - (SIZE - free), SIZE);
        return map;
    }

    private static long number(String dump, String name) {
        Matcher matcher = Pattern.compile(name + "\\s+(\\d+)").matcher(dump);
        assertThat(matcher.find()).as(dump).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
