package dev.smc.core.internal.guest.windows;

import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes disks that look as if Windows was installed on them. */
final class WindowsDisks {
    static final long PARTITION = 1 << 20;

    private static final long SIZE = 40 << 20;

    private final Path work;

    WindowsDisks(Path work) {
        this.work = work;
    }

    /** Fills a directory. */
    interface Filling {
        void fill(Path root) throws Exception;
    }

    /** Makes a disk that NTFS takes as a whole. */
    Path ntfs(Filling filling) throws Exception {
        Path image = work.resolve("ntfs.img");
        Programs.run("truncate", "-s", String.valueOf(SIZE), image.toString());
        Programs.run("mkntfs", "-q", "-F", "-p", "2048", "-H", "255", "-S", "63", image.toString());
        try (Mounted mounted = Mounted.of(image, "ntfs", work.resolve("mounted"))) {
            filling.fill(mounted.directory());
        }
        return image;
    }

    /** Makes a disk with an MBR and one active partition, for which {@code content} is copied. */
    Path withMbr(Path content, String type) throws Exception {
        Path disk = work.resolve("disk.img");
        Programs.run("truncate", "-s", String.valueOf(SIZE + 2 * PARTITION), disk.toString());
        Programs.run(
                0,
                List.of("sfdisk", "-q", disk.toString()),
                "label: dos\nstart=2048, size=" + SIZE / 512 + ", type=" + type + ", bootable\n");
        Programs.run("dd", "if=" + content, "of=" + disk, "bs=1M", "seek=1", "conv=notrunc,sparse", "status=none");
        return disk;
    }

    /** Makes a disk that FAT takes as a whole, with the files of a directory. */
    Path fat(Filling filling) throws Exception {
        Path files = Files.createDirectory(work.resolve("files"));
        filling.fill(files);
        Path image = work.resolve("fat.img");
        Programs.run("truncate", "-s", "40M", image.toString());
        Programs.run("mkfs.fat", "-F", "32", "-s", "1", image.toString());
        Programs.run("mcopy", "-s", "-i", image.toString(), files.resolve("EFI").toString(), "::/");
        return image;
    }

    static void overwrite(Path disk, long offset, String text) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(offset);
            file.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    static List<WindowsGuest> inspect(Path... images) throws IOException {
        List<BlockSource> disks = new ArrayList<>();
        try {
            for (Path image : images) {
                disks.add(DiskImages.openRaw(image));
            }
            InspectedServer server = ServerInspector.inspect(disks);
            return WindowsInspector.inspect(
                    server.layout(),
                    server.schemes(),
                    server.devices().stream()
                            .flatMap(device -> device.tree().stream())
                            .toList());
        } finally {
            for (BlockSource disk : disks) {
                disk.close();
            }
        }
    }

    static WindowsVolumes volumes(Path image) throws IOException {
        try (BlockSource disk = DiskImages.openRaw(image)) {
            return WindowsVolumes.of(ServerInspector.inspect(List.of(disk)).layout());
        }
    }
}
