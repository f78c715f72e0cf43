package dev.smc.core.internal.plan;

import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A disk put together from pieces of others, and bytes of its own; what no piece covers reads as zeros. Closing it leaves the others
 * open.
 */
final class PlannedDisk implements BlockSource {
    private final BlockSource like;
    private final long size;
    private final NavigableMap<Long, Piece> pieces;

    /**
     * What lies at a place of the disk: a part of another, or bytes.
     *
     * @param offset where it starts in the other disk or the bytes
     */
    private record Piece(
            long start,
            long end,
            @Nullable BlockSource source,
            @Nullable ByteBuffer bytes,
            long offset) {
        Piece part(long from, long to) {
            return new Piece(from, to, source, bytes, offset + from - start);
        }

        boolean isZero() {
            return source == null && bytes == null;
        }
    }

    private PlannedDisk(BlockSource like, long size, NavigableMap<Long, Piece> pieces) {
        this.like = like;
        this.size = size;
        this.pieces = pieces;
    }

    /** Lays pieces over each other: later ones cover earlier ones. Not thread-safe. */
    static final class Builder {
        private final BlockSource like;
        private final long size;
        private final NavigableMap<Long, Piece> pieces = new TreeMap<>();

        /**
         * Starts with zeros.
         *
         * @param like what the disk is like in all but its size
         */
        Builder(BlockSource like, long size) {
            this.like = like;
            this.size = size;
        }

        /** Takes a range of another disk. */
        Builder source(long start, BlockSource source, long offset, long length) {
            Objects.checkFromIndexSize(offset, length, source.size());
            return cover(start, length, new Piece(start, start + length, source, null, offset));
        }

        Builder bytes(long start, ByteBuffer bytes) {
            return cover(start, bytes.remaining(), new Piece(start, start + bytes.remaining(), null, bytes.slice(), 0));
        }

        Builder zeros(long start, long length) {
            return cover(start, length, new Piece(start, start + length, null, null, 0));
        }

        private Builder cover(long start, long length, Piece piece) {
            Objects.checkFromIndexSize(start, length, size);
            if (length == 0) {
                return this;
            }
            long end = start + length;
            split(start);
            split(end);
            pieces.subMap(start, true, end, false).clear();
            if (!piece.isZero()) {
                pieces.put(start, piece);
            }
            return this;
        }

        private void split(long at) {
            Map.Entry<Long, Piece> before = pieces.lowerEntry(at);
            if (before != null && before.getValue().end() > at) {
                Piece piece = before.getValue();
                pieces.put(piece.start(), piece.part(piece.start(), at));
                pieces.put(at, piece.part(at, piece.end()));
            }
        }

        PlannedDisk build() {
            return new PlannedDisk(like, size, new TreeMap<>(pieces));
        }
    }

    @Override
    public String location() {
        return like.location();
    }

    @Override
    public String format() {
        return like.format();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return like.sectorSize();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size);
        int limit = target.limit();
        for (Piece part : parts(offset, target.remaining())) {
            target.limit(target.position() + (int) (part.end() - part.start()));
            if (part.source() != null) {
                part.source().read(part.offset(), target);
            } else if (part.bytes() != null) {
                target.put(part.bytes().slice((int) part.offset(), target.remaining()));
            } else {
                target.put(new byte[target.remaining()]);
            }
        }
        target.limit(limit);
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        List<Extent> extents = new ArrayList<>();
        for (Piece part : parts(offset, length)) {
            long partLength = part.end() - part.start();
            if (part.source() != null) {
                for (Extent extent : part.source().extents(part.offset(), partLength)) {
                    add(extents, extent.offset() - part.offset() + part.start(), extent.length(), extent.kind());
                }
            } else {
                add(extents, part.start(), partLength, part.isZero() ? Extent.Kind.ZERO : Extent.Kind.DATA);
            }
        }
        return extents;
    }

    private static void add(List<Extent> extents, long offset, long length, Extent.Kind kind) {
        int last = extents.size() - 1;
        if (last >= 0 && extents.get(last).kind() == kind) {
            Extent before = extents.get(last);
            extents.set(last, new Extent(before.offset(), before.length() + length, kind));
        } else {
            extents.add(new Extent(offset, length, kind));
        }
    }

    /** Returns the pieces of a range in order, with zeros where there are none. */
    private List<Piece> parts(long offset, long length) {
        List<Piece> parts = new ArrayList<>();
        long end = offset + length;
        long position = offset;
        Long first = pieces.floorKey(offset);
        for (Piece piece : pieces.tailMap(first == null ? offset : first, true).values()) {
            if (piece.start() >= end) {
                break;
            }
            if (piece.end() > position) {
                long from = Math.max(position, piece.start());
                addZeros(parts, position, from);
                position = Math.min(end, piece.end());
                parts.add(piece.part(from, position));
            }
        }
        addZeros(parts, position, end);
        return parts;
    }

    private static void addZeros(List<Piece> parts, long from, long to) {
        if (from < to) {
            parts.add(new Piece(from, to, null, null, 0));
        }
    }

    /** What it puts together itself may always be another than before. */
    @Override
    public Optional<AllocationMap> changed() {
        Map<BlockSource, AllocationMap> changed = new HashMap<>();
        for (Piece piece : pieces.values()) {
            if (piece.source() != null && !changed.containsKey(piece.source())) {
                Optional<AllocationMap> map = piece.source().changed();
                if (map.isEmpty()) {
                    return Optional.empty();
                }
                changed.put(piece.source(), map.get());
            }
        }
        return Optional.of(map(changed::get));
    }

    /** Returns what is in use, given what is of the others. */
    AllocationMap map(Function<BlockSource, @Nullable AllocationMap> maps) {
        UsedRanges used = new UsedRanges(size);
        for (Piece piece : pieces.values()) {
            long length = piece.end() - piece.start();
            if (piece.source() == null) {
                used.add(piece.start(), length);
                continue;
            }
            for (Extent extent :
                    Objects.requireNonNull(maps.apply(piece.source())).extents(piece.offset(), length)) {
                used.add(extent.offset() - piece.offset() + piece.start(), extent.length());
            }
        }
        return used.build();
    }

    @Override
    public void close() {
        // The others belong to whoever opened them.
    }
}
