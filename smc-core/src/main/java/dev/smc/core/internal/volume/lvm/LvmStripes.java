package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where a segment of a logical volume lies: turn by turn on each of its stripes, or on the only one.
 *
 * @param start where in the logical volume it starts, in bytes
 * @param stripeSize what goes to a stripe before it is the next one's turn, in bytes
 * @param stripes all of the same length, a multiple of {@code stripeSize}
 */
record LvmStripes(long start, long stripeSize, List<DiskRange> stripes) {

    long end() {
        return start + stripes.get(0).length() * stripes.size();
    }

    /** Returns how many bytes of a stripe come before a position of the segment. */
    long before(int stripe, long position) {
        long row = stripeSize * stripes.size();
        long rest = position % row - stripe * stripeSize;
        return position / row * stripeSize + Math.max(0, Math.min(stripeSize, rest));
    }

    /** Returns where bytes of the segment lie, as many of them as lie together, at most {@code length}. */
    DiskRange place(long position, long length) {
        long turn = position / stripeSize;
        long inTurn = position % stripeSize;
        DiskRange stripe = stripes.get((int) (turn % stripes.size()));
        long together = stripes.size() == 1 ? length : Math.min(length, stripeSize - inTurn);
        return new DiskRange(stripe.disk(), stripe.offset() + turn / stripes.size() * stripeSize + inTurn, together);
    }

    /** Fills {@code target}, of which all must lie within the segment. */
    void read(long position, ByteBuffer target) {
        int limit = target.limit();
        for (long at = position; target.position() < limit; ) {
            DiskRange place = place(at, limit - target.position());
            target.limit(target.position() + (int) place.length());
            place.disk().read(place.offset(), target);
            at += place.length();
        }
        target.limit(limit);
    }
}
