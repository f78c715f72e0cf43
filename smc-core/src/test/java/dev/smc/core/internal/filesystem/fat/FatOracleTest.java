package dev.smc.core.internal.filesystem.fat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.filesystem.Aging;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.core.internal.filesystem.TreeHash;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares maps of FAT with how much of it fsck.fat calls used, and with what fsck.fat and mtools find without the rest. */
@RequiresTool({"mkfs.fat", "fsck.fat", "mcopy", "mdel"})
class FatOracleTest {
    private static final Pattern CLUSTERS = Pattern.compile("files, (\\d+)/(\\d+) clusters");
    private static final Pattern CLUSTER_SIZE = Pattern.compile("(\\d+) bytes per cluster");
    private static final int FILES = 60;
    private static final int ROUNDS = 1 + Aging.OPERATIONS / FILES / 2;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4M -F 12",
                "1440k -F 12",
                "24M -F 16",
                "24M -F 16 -f 1",
                "96M -F 16 -S 1024",
                "24M -F 16 -r 1024 -R 8",
                "48M -F 32 -s 1",
                "96M -F 32 -f 1 -a",
                "96M -F 32 -S 1024 -s 1",
                "96M -F 32 -s 1 -h 2048 --mbr=n",
            })
    void map_ofAnAgedFileSystem_isWhatFsckSays(String options) throws Exception {
        Path image = make(options);
        check(image);
        age(image, Files.size(image));
        AllocationMap map = check(image);

        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        Programs.run("fsck.fat", "-n", copy.toString());
        assertThat(hash(copy, "after")).isEqualTo(hash(image, "before"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"24M -F 16", "48M -F 32 -s 1"})
    void read_ofAFileSystemInUse_hasNoMap(String options) throws Exception {
        Path image = make(options);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(options.contains("32") ? 65 : 37);
            file.write(1);
        }
        FileSystem found = MapProof.identify(image);
        assertThat(found.content()).isEqualTo("vfat");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains("not unmounted cleanly");
    }

    @Test
    void read_ofAFileSystem_tellsItsNames() throws Exception {
        FileSystem found = MapProof.identify(make("48M -F 32 -s 1 -n EFI-SYSTEM -i 1234abcd"));
        assertThat(found.label()).contains("EFI-SYSTEM");
        assertThat(found.uuid()).contains("1234-ABCD");
        assertThat(found.sizeBytes()).hasValue(48 << 20);
    }

    private Path make(String options) throws Exception {
        Path image = directory.resolve("fs.img");
        String[] words = options.split(" ", -1);
        Programs.run("truncate", "-s", words[0], image.toString());
        List<String> command = new ArrayList<>(List.of("mkfs.fat"));
        command.addAll(List.of(words).subList(1, words.length));
        command.add(image.toString());
        Programs.run(0, command, "");
        return image;
    }

    /** Copies files in and deletes others, over and over. */
    private void age(Path image, long size) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> there = new ArrayList<>();
        Programs.run("mmd", "-i", image.toString(), "::d0", "::d1", "::d2");
        for (int round = 0; round < ROUNDS; round++) {
            String parent = "::d" + round % 3;
            List<String> copy = new ArrayList<>(List.of("mcopy", "-i", image.toString()));
            for (int i = 0; i < FILES; i++) {
                String name = "file-" + round + "-" + i + "x".repeat(random.nextInt(40));
                copy.add(file(name, random, size / 2 / FILES / 3).toString());
                there.add(parent + "/" + name);
            }
            copy.add(parent);
            Programs.run(0, copy, "");
            List<String> delete = new ArrayList<>(List.of("mdel", "-i", image.toString()));
            while (there.size() > FILES * 2 / 3) {
                delete.add(there.remove(random.nextInt(there.size())));
            }
            Programs.run(0, delete, "");
        }
    }

    private Path file(String name, SplittableRandom random, long average) throws IOException {
        byte[] content = new byte[random.nextInt(random.nextInt(5) == 0 ? (int) average * 3 : (int) average) + 1];
        random.nextBytes(content);
        return Files.write(Files.createDirectories(directory.resolve("files")).resolve(name), content);
    }

    private String hash(Path image, String name) throws Exception {
        Path to = Files.createDirectories(directory.resolve(name));
        Programs.run("mcopy", "-i", image.toString(), "-s", "::d0", "::d1", "::d2", to.toString());
        return TreeHash.of(to);
    }

    private static AllocationMap check(Path image) throws Exception {
        AllocationMap map = MapProof.map(image, "vfat");
        String said = Programs.run("fsck.fat", "-n", "-v", image.toString());
        Matcher clusters = CLUSTERS.matcher(said);
        Matcher size = CLUSTER_SIZE.matcher(said);
        assertThat(clusters.find() && size.find()).as(said).isTrue();
        long free = Long.parseLong(clusters.group(2)) - Long.parseLong(clusters.group(1));
        long freeBytes = free * Long.parseLong(size.group(1));
        MapProof.checkSlack(map.usedBytes() - (Files.size(image) - freeBytes), Files.size(image));
        return map;
    }
}
