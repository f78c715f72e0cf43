package dev.smc.examples.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.smc.spi.disk.AllocationMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A sample server disk: a sparse raw file with a GPT, a BIOS boot partition, and an ext4 file system that holds the files of the
 * running JDK and what a small web server has in {@code /etc}, {@code /home}, {@code /srv} and {@code /var}. Its free space is
 * not empty: it keeps what deleted files left behind. The same JDK, size and seed give the same disk. Not thread-safe.
 */
public final class SampleDisk {
    /** The default size of the disk: 2 GiB. */
    public static final long DEFAULT_SIZE = 2L << 30;

    /** The default amount of files of the JDK: at most 300 MiB. */
    public static final long DEFAULT_CONTENT = 300L << 20;

    private static final long MIN_SIZE = 16L << 20;
    private static final int CREATED =
            (int) Instant.parse("2026-11-01T06:00:00Z").getEpochSecond();
    private static final int MIB = 1 << 20;
    private static final int SECTORS_PER_MIB = MIB / GptWriter.SECTOR;
    private static final long FILE_SYSTEM_AT = 2 * MIB;

    private final Path file;
    private final DiskFile disk;
    private final Ext4Writer fileSystem;
    private final ServerFiles files;
    private final long size;
    private int changes;

    private SampleDisk(Path file, DiskFile disk, long size, Ext4Writer fileSystem, ServerFiles files) {
        this.file = file;
        this.disk = disk;
        this.size = size;
        this.fileSystem = fileSystem;
        this.files = files;
    }

    /** Makes a disk of the default size and content in a file, which is replaced. */
    public static SampleDisk create(Path file) throws IOException {
        return create(file, DEFAULT_SIZE, DEFAULT_CONTENT, 1);
    }

    /**
     * Makes a disk in a file, which is replaced.
     *
     * @param sizeBytes the size of the disk, at least 16 MiB; rounded down to whole MiB
     * @param contentBytes at most how many bytes of the JDK's files to put on it; the server's own files come on top
     * @param seed what the random part of the content is made from
     */
    public static SampleDisk create(Path file, long sizeBytes, long contentBytes, long seed) throws IOException {
        if (sizeBytes < MIN_SIZE) {
            throw new IllegalArgumentException("a sample disk of " + sizeBytes + " bytes; at least " + MIN_SIZE);
        }
        Files.deleteIfExists(file);
        long sectors = sizeBytes / MIB * SECTORS_PER_MIB;
        long first = FILE_SYSTEM_AT / GptWriter.SECTOR;
        long last = sectors - SECTORS_PER_MIB - 1;
        try (DiskFile disk = new DiskFile(file)) {
            GptWriter.write(
                    disk,
                    sectors,
                    id(seed, "disk"),
                    List.of(
                            new GptWriter.Partition(
                                    GptWriter.BIOS_BOOT, id(seed, "boot"), SECTORS_PER_MIB, first - 1, "boot"),
                            new GptWriter.Partition(GptWriter.LINUX_DATA, id(seed, "root"), first, last, "root")));
            Ext4Writer fileSystem = new Ext4Writer(
                    disk,
                    FILE_SYSTEM_AT,
                    (last - first + 1) * GptWriter.SECTOR,
                    id(seed, "ext4"),
                    "web01-root",
                    CREATED);
            ServerFiles files = new ServerFiles(fileSystem, seed);
            files.write(contentBytes);
            fileSystem.flush();
            return new SampleDisk(file, disk, sectors * GptWriter.SECTOR, fileSystem, files);
        }
    }

    /** Returns the file of the disk. */
    public Path file() {
        return file;
    }

    /**
     * Changes the disk as a day of work would: logs grow, the database and some configuration are rewritten in place, a log is
     * rotated. Returns how many bytes of files were written.
     */
    public long change() throws IOException {
        try (disk) {
            changes++;
            fileSystem.time(CREATED + changes * 86_400);
            long written = files.change(changes);
            fileSystem.flush();
            return written;
        }
    }

    /**
     * Compares an image with this disk as it is now.
     *
     * @param image the image's raw file
     * @throws IllegalStateException with the first byte that differs, if the image is not equal to the disk where that is in
     *     use, or not zero elsewhere
     */
    public Comparison compare(Path image) throws IOException {
        AllocationMap.Builder used = AllocationMap.builder(size);
        used.add(0, FILE_SYSTEM_AT);
        fileSystem.markUsed(used, FILE_SYSTEM_AT);
        long end = FILE_SYSTEM_AT + fileSystem.size();
        return DiskComparison.compare(file, image, used.add(end, size - end).build());
    }

    /**
     * What a comparison came to.
     *
     * @param equalBytes how many bytes are in use, and equal in the image
     * @param zeroBytes how many bytes are free, and read as zeros in the image
     */
    public record Comparison(long equalBytes, long zeroBytes) {}

    private static UUID id(long seed, String what) {
        return UUID.nameUUIDFromBytes((seed + what).getBytes(UTF_8));
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
