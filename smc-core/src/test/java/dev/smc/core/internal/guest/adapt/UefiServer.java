package dev.smc.core.internal.guest.adapt;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A disk with an EFI system partition and the root file system of a Linux of few files, made by real tools. */
final class UefiServer {
    static final long MIB = 1 << 20;
    private static final long EFI_START = MIB;
    private static final long ROOT_START = 41 * MIB;

    private final Path directory;
    private final Path root;
    private final Path efi;

    UefiServer(Path directory, String id) throws Exception {
        this.directory = directory;
        this.efi = directory.resolve("efi.fat");
        this.root = Files.createDirectories(directory.resolve("root"));
        Programs.run("mkfs.fat", "-F", "32", "-i", "534D4301", "-C", efi.toString(), Long.toString(40 * MIB / 1024));
        Programs.run("mmd", "-i", efi.toString(), "::/EFI");
        write("etc/os-release", "ID=" + id + "\nVERSION_ID=1\n");
        write("etc/fstab", "UUID=534D-4301 /boot/efi vfat umask=0077 0 1\n");
        write("sbin/init", "");
        Files.createDirectories(root.resolve("boot/efi"));
    }

    UefiServer write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Writes files that hold their own names into a directory of EFI. */
    UefiServer loaders(String name, String... files) throws Exception {
        Programs.run("mmd", "-i", efi.toString(), "::/EFI/" + name);
        for (String file : files) {
            Path text = Files.writeString(directory.resolve("loader"), name + "/" + file);
            Programs.run("mcopy", "-i", efi.toString(), text.toString(), "::/EFI/" + name + "/" + file);
        }
        return this;
    }

    /** Leaves less free than a loader needs. */
    UefiServer fill() throws Exception {
        Path large = directory.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(39 * MIB + 200_000);
        }
        Programs.run("mcopy", "-i", efi.toString(), large.toString(), "::/large");
        return this;
    }

    Path disk() throws Exception {
        Path disk = directory.resolve("disk.raw");
        Path fileSystem = directory.resolve("root.ext4");
        Programs.run("mkfs.ext4", "-q", "-d", root.toString(), fileSystem.toString(), "16M");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(64 * MIB);
        }
        Programs.run(0, List.of("sfdisk", "-q", disk.toString()), """
                label: gpt
                start=1MiB, size=40MiB, type=U
                start=41MiB, size=16MiB, type=L
                """);
        copy(efi, 0, disk, EFI_START, 40 * MIB);
        copy(fileSystem, 0, disk, ROOT_START, 16 * MIB);
        return disk;
    }

    /** Returns the EFI system partition of a disk. */
    static Path efi(Path disk) throws IOException {
        Path efi = disk.resolveSibling("after.fat");
        Files.write(efi, new byte[0]);
        copy(disk, EFI_START, efi, 0, 40 * MIB);
        return efi;
    }

    private static void copy(Path from, long start, Path to, long target, long size) throws IOException {
        try (FileChannel source = FileChannel.open(from);
                FileChannel written = FileChannel.open(to, StandardOpenOption.WRITE)) {
            written.position(target);
            for (long done = 0; done < size; ) {
                done += source.transferTo(start + done, size - done, written);
            }
        }
    }
}
