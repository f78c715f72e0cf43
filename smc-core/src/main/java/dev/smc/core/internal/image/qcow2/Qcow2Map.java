package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.SlotCache;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where the clusters of a qcow2 image are. The position of a run is that in the file with the data, or the descriptor of a
 * compressed cluster. Keeps a few clusters that were compressed, for those who read less than a cluster. Thread-safe.
 */
final class Qcow2Map implements BlockMap {
    private static final long DECOMPRESSED_CACHE_BYTES = 4 << 20;
    private static final int MOST_DECOMPRESSED_CLUSTERS = 16;

    private static final long WINDOW = 64L << 20;
    private static final int CACHED_WINDOWS = 64;

    private final ImageFile file;
    private final ImageFile data;
    private final Qcow2Header header;
    private final Qcow2Tables tables;
    private final Qcow2Decompressor decompressor;
    /** By the descriptors of the clusters. */
    private final SlotCache<byte[]> decompressed;
    /** Whether a window of the file with the data is without holes: asking once for many clusters is cheap. */
    private final SlotCache<Boolean> solid;

    /**
     * Makes a map of the files, which it will close.
     *
     * @param data the file with the clusters, mostly {@code file} itself
     */
    Qcow2Map(ImageFile file, ImageFile data, Qcow2Header header) {
        this.file = file;
        this.data = data;
        this.header = header;
        this.tables = new Qcow2Tables(file, header);
        this.decompressor = new Qcow2Decompressor(file, header);
        int clusters = (int) Math.min(MOST_DECOMPRESSED_CLUSTERS, DECOMPRESSED_CACHE_BYTES / header.clusterSize());
        this.decompressed = new SlotCache<>(clusters, this::decompress);
        this.solid = new SlotCache<>(CACHED_WINDOWS, this::isSolidWindow);
    }

    @Override
    public Run run(long offset, long length) {
        long end = offset + length;
        Run first = piece(offset);
        long covered = saturatedAdd(offset, first.length());
        while (covered < end && !isCompressed(first)) {
            Run next = piece(covered);
            if (next.kind() != first.kind()
                    || (next.kind() == Kind.DATA && next.position() != first.position() + covered - offset)) {
                break;
            }
            covered = saturatedAdd(covered, next.length());
        }
        return new Run(first.kind(), Math.min(end, covered) - offset, first.position());
    }

    private static boolean isCompressed(Run run) {
        return run.kind() == Kind.DATA && Qcow2L2Entry.isCompressed(run.position());
    }

    private static long saturatedAdd(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** Returns what one entry of a table says of {@code offset} and what follows. */
    private Run piece(long offset) {
        long table = tables.l2Table(offset);
        if (table == 0) {
            return new Run(Kind.BACKING, header.coveredByL2() - offset % header.coveredByL2(), 0);
        }
        Qcow2L2Entry entry = tables.l2Entry(table, offset);
        int inCluster = (int) (offset % header.clusterSize());
        if (!entry.isRight(header, offset - inCluster)) {
            throw wrong(entry);
        }
        int unit = inCluster / header.unitSize();
        Kind kind = entry.kind(header, unit);
        int inUnit = inCluster % header.unitSize();
        int length = entry.unitsAlike(header, unit) * header.unitSize();
        long position = kind != Kind.DATA ? 0 : entry.isCompressed() ? entry.descriptor() : entry.host() + inCluster;
        if (kind == Kind.DATA && !entry.isCompressed()) {
            checkPresent(position - inUnit, length, offset - inUnit);
        }
        return new Run(kind, length - inUnit, position);
    }

    private CorruptDiskException wrong(Qcow2L2Entry entry) {
        String bitmap = header.extendedL2() ? " with bitmap 0x" + Long.toHexString(entry.bitmap()) : "";
        return new CorruptDiskException(
                file.location(),
                entry.position(),
                "L2 entry 0x" + Long.toHexString(entry.descriptor()) + bitmap,
                "a multiple of the cluster size " + header.clusterSize() + " with no reserved bits"
                        + (header.extendedL2() ? " and no subcluster that is both allocated and zeros" : "")
                        + (header.externalData() ? ", the same as on the disk" : ""));
    }

    /** The last cluster of a file may be cut where the disk ends. */
    private void checkPresent(long position, int length, long offset) {
        long needed = Math.min(length, header.size() - offset);
        if (position > data.size() - needed) {
            throw data.truncated(position + needed);
        }
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        if (!isCompressed(run)) {
            data.read(run.position(), target);
        } else if (target.remaining() == header.clusterSize()) {
            decompressor.decompress(Qcow2L2Entry.compressedBits(run.position()), target);
        } else {
            byte[] cluster = decompressed.get(Qcow2L2Entry.compressedBits(run.position()));
            target.put(cluster, (int) (offset % header.clusterSize()), target.remaining());
        }
    }

    private byte[] decompress(long descriptor) {
        byte[] cluster = new byte[header.clusterSize()];
        decompressor.decompress(descriptor, ByteBuffer.wrap(cluster));
        return cluster;
    }

    /** Clusters may be allocated and never written, as all of them are in an image that was preallocated. */
    @Override
    public void addExtents(Run run, long offset, ExtentList extents) {
        if (isCompressed(run) || isSolid(run.position(), run.length())) {
            extents.add(Extent.Kind.DATA, offset, run.length());
        } else {
            long shift = offset - run.position();
            data.extents(run.position(), run.length())
                    .forEach(e -> extents.add(e.kind(), e.offset() + shift, e.length()));
        }
    }

    private boolean isSolid(long position, long length) {
        for (long window = position / WINDOW; window * WINDOW < position + length; window++) {
            if (!solid.get(window)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSolidWindow(long number) {
        long start = number * WINDOW;
        List<Extent> extents = data.extents(start, Math.min(WINDOW, data.size() - start));
        return extents.size() == 1 && extents.get(0).isData();
    }

    @Override
    public void close() {
        decompressor.close();
        try {
            file.close();
        } finally {
            data.close();
        }
    }
}
