package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.FileTreeProof;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads back every file of trees that mke2fs put into file systems. */
@RequiresTool("mkfs.ext4")
class ExtFileTreeTest {
    @TempDir
    private static Path shared;

    private static Path files;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeFiles() throws IOException {
        files = Files.createDirectory(shared.resolve("files"));
        SplittableRandom random = new SplittableRandom(11);
        Path many = Files.createDirectories(files.resolve("var/lib/many"));
        for (int i = 0; i < 1500; i++) {
            Files.writeString(many.resolve("a-rather-long-name-of-a-file-" + i), "content " + i);
        }
        for (int size : new int[] {0, 1, 59, 60, 61, 100, 150, 1023, 1024, 4096, 5000, 300_000, 3_000_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(files.resolve("file-" + size), content);
        }
        try (RandomAccessFile sparse =
                new RandomAccessFile(files.resolve("sparse").toFile(), "rw")) {
            for (int i = 0; i < 40; i++) {
                sparse.seek(i * 200_000L);
                sparse.writeBytes("piece " + i);
            }
        }
        Files.createDirectory(files.resolve("small")).resolve("x").toFile().createNewFile();
        Files.createSymbolicLink(files.resolve("short-link"), Path.of("/var/lib"));
        Files.createSymbolicLink(files.resolve("long-link"), Path.of("var/" + "./".repeat(60) + "lib"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext2 -b 1024",
                "-t ext2 -b 4096",
                "-t ext3 -b 2048",
                "-t ext4 -b 1024",
                "-t ext4 -b 4096",
                "-t ext4 -O inline_data -I 256",
                "-t ext4 -O inline_data -I 512",
                "-t ext4 -O bigalloc -C 16384",
                "-t ext4 -O ^metadata_csum,^64bit -I 128",
                "-t ext4 -O meta_bg,^resize_inode",
                "-t ext4 -b 65536"
            })
    void read_ofEveryFile_givesWhatWasPutThere(String options) throws Exception {
        Path image = directory.resolve("disk.raw");
        List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-d", files.toString()));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of(image.toString(), "256M"));
        Programs.run(command.toArray(String[]::new));

        try (BlockSource disk = DiskImages.openRaw(image)) {
            FileTree tree =
                    ExtFileTree.open(new DiskRange(disk, 0, disk.size())).orElseThrow();
            FileTreeProof.check(tree, files);
        }
    }
}
