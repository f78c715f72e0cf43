package dev.smc.core.internal.image.file;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.disk.IoReason;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file or block device opened read-only, or a part of one, with errors that say what happened. Thread-safe; note that
 * interrupting a thread that reads closes the file, as it does for every {@link FileChannel}.
 */
public final class ImageFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFile.class);

    /** The JDK keeps a direct buffer per thread as large as the largest heap buffer it has seen, so those are kept small. */
    private static final int LARGEST_HEAP_TRANSFER = 1 << 20;

    private final Path path;
    private final String location;
    private final FileKind kind;
    private final FileChannel channel;
    private final Optional<SparseFile> sparse;
    private final Optional<DirectReads> direct;
    private final boolean part;
    private final long start;
    private final long size;

    private ImageFile(
            Path path,
            FileKind kind,
            FileChannel channel,
            long size,
            Optional<SparseFile> sparse,
            Optional<DirectReads> direct) {
        this.path = path;
        this.location = path.toString();
        this.kind = kind;
        this.channel = channel;
        this.sparse = sparse;
        this.direct = direct;
        this.part = false;
        this.start = 0;
        this.size = size;
    }

    private ImageFile(ImageFile whole, String location, long offset, long length) {
        this.path = whole.path;
        this.location = location;
        this.kind = whole.kind;
        this.channel = whole.channel;
        this.sparse = whole.sparse;
        this.direct = whole.direct;
        this.part = true;
        this.start = whole.start + offset;
        this.size = length;
    }

    /** Opens a regular file or block device; refuses anything else. */
    public static ImageFile open(Path path) {
        return open(path, false);
    }

    /** As {@link #open(Path)}; {@code direct} reads past the system's page cache where that is possible. */
    public static ImageFile open(Path path, boolean direct) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            FileKind kind = FileKind.of(path, attributes);
            if (!kind.isDisk()) {
                throw new SourceReadException(
                        ErrorCode.SOURCE_UNREADABLE,
                        path + " is "
                                + (kind == FileKind.DIRECTORY ? "a directory" : "no regular file or block device"),
                        "give a disk image file or a block device");
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new ImageFile(
                        path,
                        kind,
                        channel,
                        channel.size(),
                        SparseFile.open(path, attributes.fileKey(), false),
                        direct ? DirectReads.open(path) : Optional.empty());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE, "disk " + path + " does not exist", "check the path", e);
        } catch (AccessDeniedException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "disk " + path + " may not be read by this process",
                    "run it as a user who may (for a block device that is root)",
                    e);
        } catch (IOException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "disk " + path + " cannot be opened: " + IoReason.of(e),
                    "check the disk and the path",
                    e);
        }
    }

    /**
     * Returns a part of this file as a file of its own; closing either closes both.
     *
     * @param partLocation how errors name the part
     */
    public ImageFile part(String partLocation, long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        return new ImageFile(this, partLocation, offset, length);
    }

    /** Returns this file as one of the size that it has grown to since it was opened. */
    ImageFile grown(String newLocation, long newSize) {
        return new ImageFile(this, newLocation, 0, newSize);
    }

    /** Returns the path of the file; a part has that of the whole. */
    public Path path() {
        return path;
    }

    /**
     * Returns where a file is that this one names: beside it, unless the name leads elsewhere.
     *
     * @throws SourceReadException if this is a part of a file, which has nothing beside it
     * @throws CorruptDiskException if the name is no path
     */
    public Path sibling(String name) {
        if (part) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    location + " needs the file '" + name + "'; inside an archive only disks of one file are read",
                    "unpack the archive and give the disk");
        }
        try {
            return path.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw new CorruptDiskException(location, 0, "the file name '" + name + "'", "a path");
        }
    }

    /** Returns how errors name the file. */
    public String location() {
        return location;
    }

    public FileKind kind() {
        return kind;
    }

    /** Returns the length when it was opened. */
    public long size() {
        return size;
    }

    public int sectorSize() {
        return kind.sectorSize(path);
    }

    /** Fills a buffer from a position of the file. */
    public void read(long offset, ByteBuffer target) {
        long end = offset + target.remaining();
        try {
            boolean inside = offset <= size - target.remaining();
            if (inside && direct.isPresent() && direct.get().read(start + offset, target)) {
                return;
            }
            if (!inside || !readFully(channel, start + offset, target)) {
                throw truncated(end);
            }
        } catch (IOException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    location + " cannot be read at byte " + offset + ": " + IoReason.of(e),
                    "check the disk and try again",
                    e);
        }
    }

    /** Fills a buffer from a position of a file; returns false at the end of the file. */
    public static boolean readFully(FileChannel channel, long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        int limit = target.limit();
        try {
            while (target.position() < limit) {
                if (!target.isDirect()) {
                    target.limit(Math.min(limit, target.position() + LARGEST_HEAP_TRANSFER));
                }
                int count = channel.read(target, offset + target.position() - start);
                target.limit(limit);
                if (count < 0) {
                    return false;
                }
            }
            return true;
        } finally {
            target.limit(limit);
        }
    }

    /** Returns the data and holes of a range, as far as the file system tells them. */
    public List<Extent> extents(long offset, long length) {
        if (length == 0) {
            return List.of();
        }
        List<Extent> extents = sparse.flatMap(s -> s.extents(start + offset, length))
                .map(this::fromStart)
                .orElseGet(() -> List.of(Extent.data(offset, length)));
        checkNotTruncated();
        return extents;
    }

    private List<Extent> fromStart(List<Extent> extents) {
        return start == 0
                ? extents
                : extents.stream()
                        .map(e -> new Extent(e.offset() - start, e.length(), e.kind()))
                        .toList();
    }

    /** Adds the data and holes of a part of the file that holds the part of a disk from {@code offset} on. */
    public void addExtents(long position, long length, long offset, ExtentList extents) {
        extents(position, length).forEach(e -> extents.add(e.kind(), e.offset() - position + offset, e.length()));
    }

    /** What lies behind the end of a file looks like a hole, so a file that shrank must not get that far. */
    private void checkNotTruncated() {
        try {
            if (channel.size() < start + size) {
                throw truncated(size);
            }
        } catch (IOException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    location + " cannot be asked for its size: " + e,
                    "check the disk and try again",
                    e);
        }
    }

    /** Returns the error of a file that is shorter than it must be. */
    public SourceReadException truncated(long expected) {
        return new SourceReadException(
                ErrorCode.SOURCE_TRUNCATED,
                location + " ends at byte " + currentSize() + ", but must have at least " + expected + " bytes",
                "copy or export the disk again in full");
    }

    private String currentSize() {
        try {
            return Long.toString(Math.max(0, Math.min(size, channel.size() - start)));
        } catch (IOException e) {
            LOG.debug("{} cannot be asked for its size", path, e);
            return "unknown";
        }
    }

    @Override
    public void close() {
        sparse.ifPresent(SparseFile::close);
        direct.ifPresent(DirectReads::close);
        close(channel, path);
    }

    public static void close(@Nullable FileChannel channel, Path path) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("closing {} failed", path, e);
        }
    }
}
