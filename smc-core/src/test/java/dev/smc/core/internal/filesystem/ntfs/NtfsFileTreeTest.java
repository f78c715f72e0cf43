package dev.smc.core.internal.filesystem.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.FileTreeProof;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads back every file of trees that ntfs-3g put into NTFS. */
@RequiresTool({"mkntfs", "ntfs-3g", "ntfsinfo", "setfattr"})
class NtfsFileTreeTest {
    private static final int JUNCTION = 0xa0000003;
    private static final int SYMBOLIC_LINK = 0xa000000c;
    private static final int COMPACT = 0x80000017;

    @TempDir
    private Path directory;

    private interface Check {
        void on(FileTree tree, Path mounted) throws Exception;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-c 512", "-c 65536", "-s 4096", "-s 256 -c 512 -z 4"})
    void read_ofEveryFile_givesWhatWasPutThere(String options) throws Exception {
        Path image = make("96M", options);
        mount(image, NtfsFileTreeTest::fill);
        mount(image, (tree, mounted) -> FileTreeProof.check(tree, mounted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-c 512", "-c 1024"})
    void read_ofCompressedFiles_givesWhatWasPutThere(String options) throws Exception {
        Path image = make("96M", options);
        mount(image, (tree, mounted) -> {
            Path compressed = Files.createDirectory(mounted.resolve("compressed"));
            Programs.run("setfattr", "-n", "system.ntfs_attrib_be", "-v", "0x00000800", compressed.toString());
            fillCompressed(compressed);
        });
        String said = Programs.run("ntfsinfo", "-F", "/compressed/words", image.toString());
        assertThat(said).contains("COMPRESSED");
        mount(image, (tree, mounted) -> FileTreeProof.check(tree, mounted));
    }

    /** So many runs need an attribute list. */
    @Test
    void read_ofAFileInThousandsOfPieces_givesWhatWasPutThere() throws Exception {
        Path image = make("12M", "-c 512");
        mount(image, (tree, mounted) -> fragment(mounted));
        assertThat(Programs.run("ntfsinfo", "-F", "/large", image.toString())).contains("$ATTRIBUTE_LIST");
        mount(image, (tree, mounted) -> FileTreeProof.check(tree, mounted));
    }

    @Test
    void child_ofOtherLettersOrAShortName_isFound() throws Exception {
        Path image = make("32M", "");
        mount(image, (tree, mounted) -> {
            Path windows = Files.createDirectories(mounted.resolve("Windows/System32"));
            Files.writeString(windows.resolve("A driver with a long name.sys"), "driver");
            Files.writeString(windows.resolve("same"), "small");
            Files.writeString(windows.resolve("SAME"), "CAPITAL");
            Programs.run(
                    "setfattr",
                    "-n",
                    "system.ntfs_dos_name",
                    "-v",
                    "ADRIVE~1.SYS",
                    windows.resolve("A driver with a long name.sys").toString());
        });
        use(image, tree -> {
            FileTree.Node windows = tree.child(tree.root(), "WINDOWS").orElseThrow();
            FileTree.Node system = tree.child(windows, "system32").orElseThrow();
            FileTree.Node driver =
                    tree.child(system, "a DRIVER with a long name.SYS").orElseThrow();
            assertThat(text(tree, driver)).isEqualTo("driver");
            assertThat(tree.child(system, "adrive~1.sys")).contains(driver);
            assertThat(tree.names(system, 9))
                    .containsExactlyInAnyOrder("A driver with a long name.sys", "same", "SAME");
            assertThat(text(tree, tree.child(system, "same").orElseThrow())).isEqualTo("small");
            assertThat(text(tree, tree.child(system, "SAME").orElseThrow())).isEqualTo("CAPITAL");
            assertThat(tree.child(tree.root(), "$MFT")).isEmpty();
        });
    }

    @Test
    void child_ofAReparsePoint_isALinkOrCannotBeRead() throws Exception {
        Path image = make("32M", "");
        mount(image, (tree, mounted) -> {
            reparse(Files.createFile(mounted.resolve("relative")), SYMBOLIC_LINK, "..\\Windows\\x", 1);
            reparse(Files.createFile(mounted.resolve("absolute")), SYMBOLIC_LINK, "\\??\\C:\\Windows", 0);
            reparse(Files.createDirectory(mounted.resolve("junction")), JUNCTION, "\\??\\C:\\Users", 0);
            reparse(Files.createDirectory(mounted.resolve("volume")), JUNCTION, "\\??\\Volume{0}\\", 0);
            reparse(Files.createFile(mounted.resolve("compact")), COMPACT, "", 0);
        });
        use(image, tree -> {
            assertThat(link(tree, "relative")).isEqualTo("../Windows/x");
            assertThat(link(tree, "absolute")).isEqualTo("/Windows");
            assertThat(link(tree, "junction")).isEqualTo("/Users");
            for (String name : List.of("volume", "compact")) {
                FileTree.Node node = tree.child(tree.root(), name).orElseThrow();
                assertThat(node.type()).isEqualTo(FileTree.Type.OTHER);
                assertThat(tree.read(node, 0, 10)).isEmpty();
            }
        });
    }

    private static String link(FileTree tree, String name) {
        FileTree.Node node = tree.child(tree.root(), name).orElseThrow();
        assertThat(node.type()).isEqualTo(FileTree.Type.LINK);
        return text(tree, node);
    }

    private static String text(FileTree tree, FileTree.Node node) {
        return new String(tree.read(node, 0, 1000), StandardCharsets.UTF_8);
    }

    private static void reparse(Path file, int tag, String target, int flags) throws Exception {
        byte[] path = target.getBytes(StandardCharsets.UTF_16LE);
        int header = tag == SYMBOLIC_LINK ? 20 : 16;
        ByteBuffer data = ByteBuffer.allocate(header + path.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(tag).putShort((short) (data.capacity() - 8)).putShort((short) 0);
        // The name to be shown is empty, and follows.
        data.putShort((short) 0).putShort((short) path.length);
        data.putShort((short) (path.length + 2)).putShort((short) 0);
        if (tag == SYMBOLIC_LINK) {
            data.putInt(flags);
        }
        data.put(path);
        String value = "0x" + HexFormat.of().formatHex(data.array());
        Programs.run("setfattr", "-h", "-n", "system.ntfs_reparse_data", "-v", value, file.toString());
    }

    private static void fill(FileTree tree, Path root) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int size : new int[] {0, 1, 500, 700, 1000, 5000, 300_000, 3_000_000}) {
            Files.write(root.resolve("content of " + size + " bytes"), bytes(random, size));
        }
        for (int count : new int[] {0, 1, 12, 60, 700}) {
            Path many = Files.createDirectories(root.resolve("Windows/System32/many " + count));
            for (int i = 0; i < count; i++) {
                Files.writeString(many.resolve("a-name-of-a-file-" + i + "-" + "x".repeat(i % 50)), "content " + i);
            }
        }
        try (RandomAccessFile sparse =
                new RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
            for (int i = 0; i < 60; i++) {
                sparse.seek(i * 200_000L);
                sparse.writeBytes("piece " + i);
            }
            sparse.setLength(15_000_000);
        }
        // What was written last is all that is valid of it.
        try (RandomAccessFile reserved =
                new RandomAccessFile(root.resolve("reserved").toFile(), "rw")) {
            reserved.writeBytes("start");
            reserved.setLength(1_000_000);
        }
    }

    private static void fillCompressed(Path root) throws IOException {
        SplittableRandom random = new SplittableRandom(12);
        StringBuilder words = new StringBuilder();
        while (words.length() < 900_000) {
            words.append("word").append(random.nextInt(500)).append(random.nextInt(9) == 0 ? "\n" : " ");
        }
        Files.writeString(root.resolve("words"), words);
        Files.write(root.resolve("zeros"), new byte[300_001]);
        Files.write(root.resolve("noise"), bytes(random, 200_000));
        Files.writeString(root.resolve("small"), "few");
        byte[] mixed = new byte[800_000];
        for (int start = 0; start < mixed.length; start += 20_000) {
            byte[] part = bytes(random, random.nextInt(20_000));
            System.arraycopy(part, 0, mixed, start, part.length);
        }
        Files.write(root.resolve("mixed"), mixed);
        for (int size : new int[] {4095, 4096, 4097, 65_536, 65_537, 100_000}) {
            Files.writeString(root.resolve("x" + size), "abc".repeat(size).substring(0, size));
        }
    }

    private static void fragment(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        byte[] filling = new byte[2000];
        try {
            while (files.size() < 4000) {
                Path file = root.resolve("f" + files.size());
                Files.write(file, filling);
                files.add(file);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("space");
        }
        for (int i = 0; i < files.size(); i += 2) {
            Files.delete(files.get(i));
        }
        Files.write(root.resolve("large"), bytes(new SplittableRandom(13), files.size() * 900));
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private Path make(String size, String options) throws Exception {
        Path image = directory.resolve("fs.img");
        Programs.run("truncate", "-s", size, image.toString());
        Stream<String> more = options.isEmpty() ? Stream.of() : Stream.of(options.split(" ", -1));
        List<String> command = Stream.of(Stream.of("mkntfs", "-q", "-F"), more, Stream.of(image.toString()))
                .flatMap(part -> part)
                .toList();
        Programs.run(0, command, "");
        return image;
    }

    private void mount(Path image, Check check) throws Exception {
        try (Mounted mounted = Mounted.of(image, "ntfs", directory.resolve("mounted"));
                BlockSource disk = DiskImages.openRaw(image)) {
            FileTree tree =
                    NtfsFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow();
            check.on(tree, mounted.directory());
        }
    }

    private static void use(Path image, Consumer<FileTree> check) throws IOException {
        try (BlockSource disk = DiskImages.openRaw(image)) {
            check.accept(NtfsFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow());
        }
    }
}
