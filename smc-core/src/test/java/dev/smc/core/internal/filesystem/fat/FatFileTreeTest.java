package dev.smc.core.internal.filesystem.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.FileTreeProof;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads back every file of trees that mtools put into FAT. */
@RequiresTool({"mkfs.fat", "mcopy", "mdel"})
class FatFileTreeTest {
    @TempDir
    private static Path shared;

    private static Path files;

    @TempDir
    private Path directory;

    private interface Check {
        void on(FileTree tree) throws IOException;
    }

    @BeforeAll
    static void makeFiles() throws IOException {
        files = Files.createDirectory(shared.resolve("files"));
        SplittableRandom random = new SplittableRandom(11);
        Path boot = Files.createDirectories(files.resolve("EFI/Microsoft/Boot"));
        for (int size : new int[] {0, 1, 511, 512, 4096, 5000, 100_000, 300_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(boot.resolve("content of " + size + " bytes.bin"), content);
        }
        for (String name :
                List.of("UPPER.TXT", "lower.txt", "Mixed.Txt", "lower", "UPPER.sml", "a.b.c", "no-extension+")) {
            Files.writeString(files.resolve(name), name);
        }
        for (int count : new int[] {0, 1, 40, 150}) {
            Path many = Files.createDirectories(files.resolve("many " + count));
            for (int i = 0; i < count; i++) {
                Files.writeString(many.resolve("file " + i + "-" + "x".repeat(i * 7 % 200)), "content " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6M -F 12",
                "24M -F 16",
                "24M -F 16 -f 1 -s 1",
                "96M -F 16 -S 1024",
                "48M -F 32 -s 1",
                "96M -F 32 -f 1 -a",
                "300M -F 32 -s 8 --mbr=n",
            })
    void read_ofEveryFile_givesWhatWasPutThere(String options) throws Exception {
        Path image = make(options);
        fill(image);
        use(image, tree -> FileTreeProof.check(tree, files));
    }

    @Test
    void child_ofAnyCase_isFound() throws Exception {
        Path image = make("48M -F 32 -s 1");
        fill(image);
        use(image, tree -> {
            FileTree.Node many = tree.child(tree.root(), "MANY 40").orElseThrow();
            assertThat(tree.child(many, "FILE 1-XXXXXXX")).isPresent();
            assertThat(tree.child(tree.root(), "mixed.TXT")).isPresent();
            assertThat(tree.child(tree.root(), "MANY40~1")).contains(many);
            assertThat(tree.names(tree.root(), 100)).doesNotContain("MANY40~1");
            FileTree.Node file = tree.child(tree.root(), "Upper.txt").orElseThrow();
            assertThat(new String(tree.read(file, 2, 3), StandardCharsets.UTF_8))
                    .isEqualTo("PER");
            assertThat(tree.child(file, "x")).isEmpty();
        });
    }

    /** What was deleted, the label, and names of other letters. */
    @Test
    void names_ofAUsedDirectory_areThoseThatAreThere() throws Exception {
        Path image = make("24M -F 16 -n LABEL");
        fill(image);
        Programs.run("mdel", "-i", image.toString(), "::Mixed.Txt", "::lower.txt");
        String copy = "LC_ALL=C.UTF-8 mcopy -i '" + image + "' '" + files.resolve("a.b.c")
                + "' \"::$(printf 'M\\303\\274nchen und \\303\\205rhus')\"";
        Programs.run("sh", "-c", copy);
        use(
                image,
                tree -> assertThat(tree.names(tree.root(), 100))
                        .contains("München und Århus", "UPPER.TXT")
                        .doesNotContain("Mixed.Txt", "lower.txt", "LABEL"));
    }

    @Test
    void names_ofADirectoryWithoutEnd_isCorrupt() throws Exception {
        Path image = make("48M -F 32 -s 1");
        fill(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            // The entry of cluster 2, where the root directory starts, is to lead back to it.
            file.seek(32 * 512 + 2 * 4);
            file.write(new byte[] {2, 0, 0, 0});
        }
        use(
                image,
                tree -> assertThatThrownBy(() -> tree.names(tree.root(), Integer.MAX_VALUE))
                        .isInstanceOf(CorruptDiskException.class)
                        .hasMessageContaining("a directory without an end"));
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

    private static void fill(Path image) throws Exception {
        try (Stream<Path> entries = Files.list(files)) {
            List<String> command = new ArrayList<>(List.of("mcopy", "-s", "-i", image.toString()));
            entries.map(Path::toString).sorted().forEach(command::add);
            command.add("::/");
            Programs.run(0, command, "");
        }
    }

    private static void use(Path image, Check check) throws IOException {
        try (BlockSource disk = DiskImages.openRaw(image)) {
            check.on(FatFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow());
        }
    }
}
