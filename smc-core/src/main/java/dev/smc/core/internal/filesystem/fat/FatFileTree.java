package dev.smc.core.internal.filesystem.fat;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.CaselessTree;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files of FAT12, FAT16 or FAT32, with long names. The number of a file is its first cluster; that of the root directory and of
 * empty files is 0. Thread-safe.
 */
public final class FatFileTree extends CaselessTree {
    /** As the specification has it: 65,536 entries. */
    private static final int LARGEST_DIRECTORY = 2 << 20;

    private static final Node ROOT = new Node(0, Type.DIRECTORY, 0);

    private final DiskRange range;
    private final FatBootSector boot;
    private final FatTable table;
    private final Clusters clusters;

    private FatFileTree(DiskRange range, FatBootSector boot) {
        this.range = range;
        this.boot = boot;
        this.table = new FatTable(range, boot);
        this.clusters = boot.clusters();
    }

    /** Opens the file system, or returns empty if it is none that can be read. */
    public static Optional<FileTree> open(DiskRange range) {
        try {
            FatFileTree tree = new FatFileTree(range, FatBootSector.read(range));
            return tree.table.startsRight(0) ? Optional.of(tree) : Optional.empty();
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    @Override
    public Node root() {
        return ROOT;
    }

    @Override
    protected void scan(Node directory, Predicate<Entry> visitor) {
        if (directory.type() != Type.DIRECTORY) {
            return;
        }
        boolean wide = boot.type() == FatType.FAT32;
        FatDirectory entries = new FatDirectory(wide);
        FatDirectory.Visitor each = found -> visit(found, visitor);
        if (directory.id() == 0 && !wide) {
            entries.scan(range.read(boot.rootStart(), boot.rootLength()), each);
            return;
        }
        long first = directory.id() == 0 ? boot.rootCluster() : directory.id();
        FatChain chain = new FatChain(table, clusters, first);
        for (long read = 0; !chain.isAtEnd(); read += clusters.size()) {
            check(read < LARGEST_DIRECTORY, first, "a directory without an end", "one of at most 2 MiB");
            if (!entries.scan(range.read(chain.offset(), clusters.size()), each)) {
                return;
            }
            chain.next();
        }
    }

    private boolean visit(FatDirectory.Found found, Predicate<Entry> visitor) {
        boolean more = visitor.test(new Entry(found.name(), false, () -> node(found)));
        if (more && !found.name().equals(found.shortName())) {
            return visitor.test(new Entry(found.shortName(), true, () -> node(found)));
        }
        return more;
    }

    private Node node(FatDirectory.Found found) {
        long cluster = found.cluster();
        boolean isEmpty = found.size() == 0 && !found.isDirectory();
        check(
                isEmpty || clusters.contain(cluster - 2, 1),
                cluster,
                "a file that starts at cluster " + cluster,
                "one of " + clusters.count() + " clusters");
        check(
                found.size() <= clusters.count() * clusters.size(),
                cluster,
                "a file of " + found.size() + " bytes",
                "one that the file system has room for");
        return new Node(isEmpty ? 0 : cluster, found.isDirectory() ? Type.DIRECTORY : Type.FILE, found.size());
    }

    @Override
    public byte[] read(Node file, long offset, int length) {
        int count = file.type() == Type.FILE ? (int) Math.max(0, Math.min(length, file.size() - offset)) : 0;
        ByteBuffer bytes = ByteBuffer.allocate(count);
        FatChain chain = new FatChain(table, clusters, file.id());
        for (long start = 0; bytes.hasRemaining(); start += clusters.size()) {
            check(!chain.isAtEnd(), file.id(), "a file that ends after " + start + " bytes", file.size() + " bytes");
            long inCluster = offset + bytes.position() - start;
            if (inCluster < clusters.size()) {
                int part = (int) Math.min(bytes.remaining(), clusters.size() - inCluster);
                bytes.put(range.read(chain.offset() + inCluster, part));
            }
            chain.next();
        }
        return bytes.array();
    }

    private void check(boolean right, long cluster, String found, String expected) {
        if (!right) {
            throw new CorruptDiskException(
                    range.disk().location(), range.offset(), found + " (cluster " + cluster + ")", expected);
        }
    }
}
