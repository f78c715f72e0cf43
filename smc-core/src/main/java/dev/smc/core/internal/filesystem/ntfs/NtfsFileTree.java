package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.CaselessTree;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files of NTFS, as they lie on the disk: what only the log has yet is not seen. The files of the system in its root directory
 * are not listed. The content of files is that of their stream without a name; that of encrypted files, and of those that a
 * filter of Windows stores elsewhere ("compact", deduplicated), cannot be read. The number of a file is the reference to it.
 * Thread-safe.
 */
public final class NtfsFileTree extends CaselessTree {
    private static final int FIRST_USER_FILE = 16;
    private static final int LARGEST_REPARSE_POINT = 1 << 14;

    private final DiskRange range;
    private final NtfsBootSector boot;
    private final NtfsMft mft;

    /** Reads what may be damaged. */
    private interface Reading<T> {
        T read() throws UnmappableException;
    }

    private NtfsFileTree(DiskRange range, NtfsBootSector boot) throws UnmappableException {
        this.range = range;
        this.boot = boot;
        this.mft = new NtfsMft(range, boot);
    }

    /** Opens the file system, or returns empty if it is none that can be read. */
    public static Optional<FileTree> open(DiskRange range) {
        try {
            return Optional.of(new NtfsFileTree(range, NtfsBootSector.read(range)));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    @Override
    public Node root() {
        return new Node(NtfsMft.ROOT, Type.DIRECTORY, 0);
    }

    @Override
    protected void scan(Node directory, Predicate<Entry> visitor) {
        if (directory.type() == Type.DIRECTORY) {
            NtfsIndex index = new NtfsIndex(mft, NtfsMft.number(directory.id()));
            tryTo(() -> {
                index.scan((name, isShort, reference) -> NtfsMft.number(reference) < FIRST_USER_FILE
                        || visitor.test(new Entry(name, isShort, () -> tryTo(() -> node(reference)))));
                return directory;
            });
        }
    }

    private Node node(long reference) throws UnmappableException {
        long number = NtfsMft.number(reference);
        NtfsRecord first = mft.first(number);
        UnmappableException.check(
                first.sequence() == NtfsMft.sequence(reference),
                "file record " + number + " is not that of the file that a directory names");
        NtfsStream reparsePoint = mft.find(number, NtfsAttribute.REPARSE_POINT, "");
        if (reparsePoint.isFound()) {
            return target(reparsePoint)
                    .map(target -> new Node(reference, Type.LINK, target.length))
                    .orElse(new Node(reference, Type.OTHER, 0));
        }
        if (first.isDirectory()) {
            return new Node(reference, Type.DIRECTORY, 0);
        }
        NtfsStream data = data(number);
        boolean isReadable = data.isFound() && !data.isEncrypted();
        return isReadable ? new Node(reference, Type.FILE, data.length()) : new Node(reference, Type.OTHER, 0);
    }

    private static Optional<byte[]> target(NtfsStream reparsePoint) throws UnmappableException {
        long length = reparsePoint.complete().length();
        UnmappableException.check(length <= LARGEST_REPARSE_POINT, "a reparse point has " + length + " bytes");
        ByteBuffer bytes = reparsePoint.read(0, (int) length);
        return NtfsLink.target(bytes).map(target -> target.getBytes(StandardCharsets.UTF_8));
    }

    private NtfsStream data(long number) throws UnmappableException {
        return mft.find(number, NtfsAttribute.DATA, "");
    }

    @Override
    public byte[] read(Node file, long offset, int length) {
        long number = NtfsMft.number(file.id());
        return tryTo(() -> switch (file.type()) {
            case FILE -> new NtfsContent(data(number), boot.clusters(), "file " + number).read(offset, length);
            case LINK -> readLink(number, offset, length);
            case DIRECTORY, OTHER -> new byte[0];
        });
    }

    private byte[] readLink(long number, long offset, int length) throws UnmappableException {
        byte[] target =
                target(mft.find(number, NtfsAttribute.REPARSE_POINT, "")).orElse(new byte[0]);
        int from = (int) Math.min(offset, target.length);
        return Arrays.copyOfRange(target, from, from + Math.min(length, target.length - from));
    }

    private <T> T tryTo(Reading<T> reading) {
        try {
            return reading.read();
        } catch (UnmappableException e) {
            throw new CorruptDiskException(
                    range.disk().location(), range.offset(), "NTFS of which " + e.reason(), "a sound one");
        }
    }
}
