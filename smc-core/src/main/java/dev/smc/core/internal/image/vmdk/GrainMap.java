package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.SlotCache;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where the grains of a sparse extent are: a directory in memory, of grain tables that are read through a small cache. All kinds
 * of sparse extents are like this; they differ in what their entries look like. The position of a run is that in the file, or
 * where a compressed grain starts. Thread-safe.
 */
final class GrainMap implements BlockMap {
    /** The place of a grain that this extent does not hold. */
    static final long UNALLOCATED = 0;
    /** The place of a grain of zeros. */
    static final long ZERO = -1;
    /** The place that an entry gives that is none. */
    static final long INVALID = -2;

    private static final long DECOMPRESSED_CACHE_BYTES = 4 << 20;
    private static final int MOST_DECOMPRESSED_GRAINS = 16;

    private final ImageFile file;
    private final GrainLayout layout;
    private final long[] directory;
    private final Entries entries;
    private final SlotCache<ByteBuffer> tables;
    private final @Nullable GrainDecompressor decompressor;
    /** By the number of the grain. */
    private final SlotCache<byte[]> decompressed;

    /** Understands entries of grain tables. */
    interface Entries {
        /** Returns where in the file a grain is, {@link #UNALLOCATED}, {@link #ZERO} or {@link #INVALID}. */
        long position(long entry);
    }

    /**
     * Creates a map; the file belongs to it.
     *
     * @param directory where each grain table is in the file; 0 if there is none
     * @param cachedTables how many grain tables to keep at most
     * @param decompressor reads the grains if they are compressed
     */
    GrainMap(
            ImageFile file,
            GrainLayout layout,
            long[] directory,
            Entries entries,
            int cachedTables,
            @Nullable GrainDecompressor decompressor) {
        this.file = file;
        this.layout = layout;
        this.directory = directory;
        this.entries = entries;
        this.tables = new SlotCache<>(Math.max(1, Math.min(cachedTables, directory.length)), this::readTable);
        this.decompressor = decompressor;
        long grains = Math.max(1, Math.min(MOST_DECOMPRESSED_GRAINS, DECOMPRESSED_CACHE_BYTES / layout.grainSize()));
        this.decompressed = new SlotCache<>((int) grains, this::decompress);
    }

    long size() {
        return layout.size();
    }

    int grainSize() {
        return layout.grainSize();
    }

    @Override
    public Run run(long offset, long length) {
        long end = offset + length;
        long place = place(offset);
        Kind kind = kind(place);
        long covered = coveredEnd(offset);
        boolean joins = kind != Kind.DATA || decompressor == null;
        while (joins && covered < end) {
            long next = place(covered);
            if (kind(next) != kind || (kind == Kind.DATA && next != place + covered - startOfGrain(offset))) {
                break;
            }
            covered = coveredEnd(covered);
        }
        long position = decompressor == null ? place + offset - startOfGrain(offset) : place;
        return new Run(kind, Math.min(end, covered) - offset, position);
    }

    private static Kind kind(long place) {
        return place == UNALLOCATED ? Kind.BACKING : place == ZERO ? Kind.ZERO : Kind.DATA;
    }

    private long startOfGrain(long offset) {
        return offset & -layout.grainSize();
    }

    /** Returns where the grain ends that {@code offset} is in, or the range of its table if there is none. */
    private long coveredEnd(long offset) {
        long unit = directory[tableOf(offset)] == 0 ? layout.coveredByTable() : layout.grainSize();
        long start = offset - offset % unit;
        return start > Long.MAX_VALUE - unit ? Long.MAX_VALUE : start + unit;
    }

    private int tableOf(long offset) {
        return (int) (offset / layout.coveredByTable());
    }

    /** Returns where the grain starts that an offset of the extent is in. */
    private long place(long offset) {
        int table = tableOf(offset);
        if (directory[table] == 0) {
            return UNALLOCATED;
        }
        long grain = offset >>> layout.grainBits();
        int at = (int) (grain % layout.tableEntries()) * layout.entryBytes();
        ByteBuffer bytes = tables.get(table);
        if (at + layout.entryBytes() > bytes.limit()) {
            throw file.truncated(directory[table] + at + layout.entryBytes());
        }
        long entry =
                layout.entryBytes() == Integer.BYTES ? Integer.toUnsignedLong(bytes.getInt(at)) : bytes.getLong(at);
        long place = entries.position(entry);
        if (place > 0 && decompressor == null && place > file.size() - layout.bytesWithin(grain)) {
            throw file.truncated(place + layout.bytesWithin(grain));
        }
        if (place == INVALID) {
            throw new CorruptDiskException(
                    file.location(),
                    directory[table] + at,
                    "grain table entry 0x" + Long.toHexString(entry),
                    "0, or the place of a grain");
        }
        return place;
    }

    /** Reads a grain table; the last one of a file may be cut behind its last entry that counts. */
    private ByteBuffer readTable(long number) {
        long offset = directory[(int) number];
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(layout.tableBytes(), file.size() - offset))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.read(offset, bytes);
        return bytes.flip();
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        if (decompressor == null) {
            file.read(run.position(), target);
            return;
        }
        long grain = offset >>> layout.grainBits();
        int start = (int) (offset - startOfGrain(offset));
        if (start == 0 && target.remaining() == layout.bytesWithin(grain)) {
            decompressor.read(run.position(), grain, target);
        } else {
            target.put(decompressed.get(grain), start, target.remaining());
        }
    }

    private byte[] decompress(long grain) {
        byte[] content = new byte[layout.bytesWithin(grain)];
        // Only asked for grains that are there.
        if (decompressor != null) {
            decompressor.read(place(grain << layout.grainBits()), grain, ByteBuffer.wrap(content));
        }
        return content;
    }

    @Override
    public void close() {
        if (decompressor != null) {
            decompressor.close();
        }
        file.close();
    }
}
