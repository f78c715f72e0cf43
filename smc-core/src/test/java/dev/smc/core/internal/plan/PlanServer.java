package dev.smc.core.internal.plan;

import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server with real partitions and file systems, made by real tools. */
final class PlanServer {
    static final long MIB = 1 << 20;

    private final Path directory;
    private final String name;
    private final List<Path> disks = new ArrayList<>();
    /** By {@code disk/partition}. */
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private final Map<String, String> hashes = new HashMap<>();

    /**
     * A partition.
     *
     * @param content what it holds; empty for bytes that only a boot loader understands
     */
    record Part(int disk, int number, long start, long size, String content, Path file) {}

    PlanServer(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    String name() {
        return name;
    }

    List<Path> disks() {
        return disks;
    }

    Part part(int disk, int number) {
        return parts.get(disk + "/" + number);
    }

    String hash(int disk, int number) {
        return hashes.get(disk + "/" + number);
    }

    /** Adds a disk that a script of sfdisk divides. */
    PlanServer disk(long mib, int sectorSize, String script) throws Exception {
        Path disk = directory.resolve(name + "-" + disks.size() + ".raw");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(mib * MIB);
        }
        if (!script.isEmpty()) {
            withSectors(disk, sectorSize, device -> Programs.run(0, List.of("sfdisk", "-q", device), script));
        }
        disks.add(disk);
        return this;
    }

    /** Puts a file system into a partition of the last disk. */
    PlanServer part(int number, long startMib, long mib, String content, String... options) throws Exception {
        int disk = disks.size() - 1;
        Path file = directory.resolve(name + "-" + disk + "-" + number + ".fs");
        if (content.isEmpty()) {
            byte[] program = new byte[(int) (mib * MIB)];
            new java.util.SplittableRandom(number).nextBytes(program);
            Files.write(file, program);
        } else {
            FileSystemKit.make(file, content, mib * MIB, options);
            FileSystemKit.fillIn(file, content, file.resolveSibling(file.getFileName() + ".d"), disk * 10L + number);
        }
        parts.put(disk + "/" + number, new Part(disk, number, startMib * MIB, mib * MIB, content, file));
        return this;
    }

    /** Writes a file into the file system of a partition of the last disk. */
    PlanServer write(int number, String path, String text) throws Exception {
        Part part = part(disks.size() - 1, number);
        try (Mounted mounted =
                Mounted.of(part.file(), part.content(), Files.createDirectories(directory.resolve("w")))) {
            Path file = mounted.directory().resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        return this;
    }

    /** Puts everything onto the disks. */
    PlanServer finish() throws Exception {
        for (Map.Entry<String, Part> entry : parts.entrySet()) {
            Part part = entry.getValue();
            copy(part.file(), 0, disks.get(part.disk()), part.start(), part.size());
            if (!part.content().isEmpty()) {
                FileSystemKit.check(part.file(), part.content());
                Path copy = Files.copy(part.file(), directory.resolve("h.fs"));
                hashes.put(entry.getKey(), FileSystemKit.treeHash(copy, part.content(), scratch()));
                Files.delete(copy);
            }
        }
        return this;
    }

    /** Does something to a disk with a program that asks the kernel for the size of sectors. */
    static String withSectors(Path disk, int sectorSize, Use use) throws Exception {
        if (sectorSize == 512) {
            return use.of(disk.toString());
        }
        String device = Programs.run("losetup", "-f", "--show", "-b", Integer.toString(sectorSize), disk.toString())
                .strip();
        try {
            return use.of(device);
        } finally {
            Programs.run("losetup", "-d", device);
        }
    }

    /** Does something to a device, and returns what was said. */
    interface Use {
        String of(String device) throws Exception;
    }

    private Path scratch() throws IOException {
        return Files.createTempDirectory(directory, "s");
    }

    /** Takes a range of a disk out into a file. */
    static Path takeOut(Path disk, long start, long size, Path file) throws IOException {
        Files.deleteIfExists(file);
        try (RandomAccessFile created = new RandomAccessFile(file.toFile(), "rw")) {
            created.setLength(size);
        }
        copy(disk, start, file, 0, size);
        return file;
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
