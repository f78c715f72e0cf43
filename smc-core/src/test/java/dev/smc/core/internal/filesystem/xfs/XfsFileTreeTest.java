package dev.smc.core.internal.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.FileTreeProof;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads back every file of trees that the kernel or mkfs put into file systems. */
@RequiresTool({"mkfs.xfs", "xfs_db", "fallocate"})
class XfsFileTreeTest {
    private static final long SIZE = 128 << 20;
    private static final long LARGE = 4L << 40;

    @TempDir
    private static Path shared;

    private static Path files;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeFiles() throws IOException {
        files = Files.createDirectory(shared.resolve("files"));
        SplittableRandom random = new SplittableRandom(11);
        for (int count : new int[] {0, 1, 3, 12, 60, 200, 700, 3000}) {
            Path many = Files.createDirectories(files.resolve("var/lib/many" + count));
            for (int i = 0; i < count; i++) {
                Files.writeString(many.resolve("a-name-of-a-file-" + i + "-" + "x".repeat(i % 50)), "content " + i);
            }
        }
        for (int size : new int[] {0, 1, 511, 4096, 5000, 300_000, 3_000_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(files.resolve("file-" + size), content);
        }
        try (RandomAccessFile sparse =
                new RandomAccessFile(files.resolve("sparse").toFile(), "rw")) {
            for (int i = 0; i < 600; i++) {
                sparse.seek(i * 20_000L);
                sparse.writeBytes("piece " + i);
            }
            sparse.setLength(15_000_000);
        }
        Files.createSymbolicLink(files.resolve("short-link"), Path.of("/var/lib"));
        Files.createSymbolicLink(files.resolve("long-link"), Path.of("var/" + "./".repeat(300) + "lib"));
        Files.createSymbolicLink(
                files.resolve("longest-link"), Path.of("x".repeat(250) + ("/" + "y".repeat(250)).repeat(3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-b size=1024",
                "-b size=1024 -n size=4096",
                "-b size=16384",
                "-n size=16384",
                "-m finobt=0,rmapbt=0,reflink=0,bigtime=0,inobtcount=0 -i sparse=0",
                "-i nrext64=1,size=2048 -m rmapbt=1",
            })
    void read_ofEveryFile_givesWhatWasPutThere(String options) throws Exception {
        Path image = XfsImages.make(directory.resolve("disk.raw"), SIZE, options);
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            fill(mounted.directory());
        }
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            check(image, mounted.directory());
        }
    }

    /** Returns the tree of a file system with files of a prototype. */
    private Path prototyped(String options, int count) throws Exception {
        Path content = Files.writeString(directory.resolve("content"), "x".repeat(5000));
        StringBuilder prototype = new StringBuilder("/\n0 0\nd--755 0 0\n");
        for (int i = 0; i < count; i++) {
            prototype.append("file" + i + " ---644 0 0 " + content + "\n");
        }
        Path list = Files.writeString(directory.resolve("prototype"), prototype + "$\n$\n");
        return XfsImages.make(directory.resolve("disk.raw"), SIZE, options + " -p " + list);
    }

    /** So long a hole that its bytes cannot be counted. */
    @Test
    @Timeout(10)
    void read_ofAFileThatStartsBehindAHugeHole_givesZeros() throws Exception {
        Path image = prototyped("-b size=4096", 1);
        Programs.run(
                "xfs_db",
                "-x",
                "-c",
                "path /file0",
                "-c",
                "write -d u3.bmx[0].startoff " + (1L << 52),
                image.toString());
        try (BlockSource disk = DiskImages.openRaw(image)) {
            FileTree tree =
                    XfsFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow();
            assertThat(tree.read(tree.child(tree.root(), "file0").orElseThrow(), 0, 5000))
                    .hasSize(5000)
                    .containsOnly(0);
        }
    }

    @Test
    void names_ofABlockWhoseLastEntryIsCutOff_saysSo() throws Exception {
        Path image = prototyped("-b size=4096 -m crc=0", 400);
        byte[] bytes = Files.readAllBytes(image);
        ByteBuffer blocks = ByteBuffer.wrap(bytes);
        int block = 0;
        while (blocks.getInt(block) != 0x58443244) {
            block += 4096;
        }
        blocks.putInt(block + 16, 0xffff << 16 | 4096 - 16 - 8); // all but the last 8 bytes are free
        blocks.putLong(block + 4096 - 8, 1);
        Files.write(image, bytes);
        try (BlockSource disk = DiskImages.openRaw(image)) {
            FileTree tree =
                    XfsFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow();
            assertThatThrownBy(() -> tree.names(tree.root(), 1000)).isInstanceOf(CorruptDiskException.class);
        }
    }

    /** Beyond 4 GiB of them inodes have numbers of 8 bytes. */
    @Test
    void read_ofALargeFileSystem_givesWhatWasPutThere() throws Exception {
        Path image = XfsImages.make(directory.resolve("disk.raw"), LARGE, "-d agcount=8 -l size=64m");
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            for (int i = 0; i < 12; i++) {
                Path top = Files.createDirectory(mounted.directory().resolve("d" + i));
                for (int j = 0; j < i; j++) {
                    Files.writeString(top.resolve("file" + j), "content " + i + " " + j);
                    Files.createDirectory(top.resolve("below" + j));
                }
            }
        }
        try (Mounted mounted = Mounted.of(image, "xfs", directory.resolve("mounted"))) {
            check(image, mounted.directory());
        }
        assertThat(MapProof.map(image, "xfs").usedBytes()).isLessThan(SIZE);
    }

    /** Kernels do not mount them any more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m crc=0",
                "-m crc=0 -n ftype=0",
                "-m crc=0 -b size=512",
                "-m crc=0 -b size=1024 -n size=8192,ftype=1",
                "-b size=65536",
            })
    void read_ofAFileSystemThatMkfsFilled_givesWhatWasPutThere(String options) throws Exception {
        // In version 5, mkfs forgets the headers of long links.
        Path content = options.contains("crc=0") ? files : files.resolve("var");
        StringBuilder prototype = new StringBuilder("/\n0 0\nd--755 0 0\n");
        describe(content, prototype);
        Path list = Files.writeString(directory.resolve("prototype"), prototype);
        long size = options.contains("65536") ? 8 * SIZE : SIZE;
        Path image = XfsImages.make(directory.resolve("disk.raw"), size, options + " -p " + list);
        check(image, content);
    }

    private static void fill(Path root) throws Exception {
        Programs.run("cp", "-a", "--sparse=always", files + "/.", root.toString());
        // What is reserved, but was never written, reads as zeros, whatever is there.
        Path reserved = Files.writeString(root.resolve("reserved"), "start");
        Programs.run("fallocate", "-o", "100000", "-l", "300000", reserved.toString());
        // Attributes leave less room in an inode.
        for (String name : List.of("reserved", "sparse", "var/lib/many3", "var/lib/many700", "file-4096")) {
            Files.getFileAttributeView(root.resolve(name), UserDefinedFileAttributeView.class)
                    .write("smc.test", ByteBuffer.wrap(new byte[60]));
        }
    }

    /** Writes what is below a directory as mkfs wants it. */
    private static void describe(Path parent, StringBuilder prototype) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path path : entries.toList()) {
                String name = path.getFileName().toString();
                if (Files.isSymbolicLink(path)) {
                    prototype
                            .append(name)
                            .append(" l--777 0 0 ")
                            .append(Files.readSymbolicLink(path))
                            .append('\n');
                } else if (Files.isDirectory(path)) {
                    prototype.append(name).append(" d--755 0 0\n");
                    describe(path, prototype);
                } else {
                    prototype.append(name).append(" ---644 0 0 ").append(path).append('\n');
                }
            }
        }
        prototype.append("$\n");
    }

    private static void check(Path image, Path expected) throws IOException {
        try (BlockSource disk = DiskImages.openRaw(image)) {
            FileTree tree =
                    XfsFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow();
            FileTreeProof.check(tree, expected);
        }
    }
}
