package dev.smc.core.internal.bootcode;

import dev.smc.core.internal.partition.PartitionScheme;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where what lies on a disk comes to lie on another: partitions may move, what is before them stays.
 *
 * @param partitions those that come along
 */
public record Moves(List<Move> partitions) {
    /** Partitions that move start at this or behind it, so that what lies before it, outside of partitions, stays. */
    private static final long GAP = 1 << 20;

    /**
     * A partition.
     *
     * @param from its first byte
     * @param size how many of its bytes come along
     * @param to its first byte afterwards
     */
    public record Move(long from, long size, long to) {
        private long end() {
            return from + size;
        }
    }

    /** Returns the moves of a disk that stays as it is. */
    static Moves none(PartitionScheme scheme) {
        return new Moves(scheme.partitions().stream()
                .map(p -> new Move(p.start(), p.size(), p.start()))
                .toList());
    }

    /** Returns where a range comes to lie; empty if not known, or not in one piece. */
    OptionalLong target(long offset, long length) {
        long end = offset + length;
        for (Move move : partitions) {
            if (move.from() <= offset && end <= move.end()) {
                return OptionalLong.of(offset - move.from() + move.to());
            }
        }
        boolean free = partitions.stream().allMatch(move -> end <= move.from() || move.end() <= offset);
        return free && end <= GAP ? OptionalLong.of(offset) : OptionalLong.empty();
    }
}
