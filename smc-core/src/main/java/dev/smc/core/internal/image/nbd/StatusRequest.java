package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Asks for one flag of one metadata context over a range. */
final class StatusRequest extends Request {
    private static final int EXTENT_BYTES = 8;
    private static final int BATCH = 1024;
    /** Contexts that were chosen beside the wanted one. */
    private static final int MOST_OTHERS = 1;

    private final int context;
    private final int flag;
    private boolean answered;
    private int others;
    /** The ends of runs, relative to the request; the first run has the flag if {@link #firstIsSet}, then they alternate. */
    private int[] ends = new int[16];

    private int runs;
    private boolean firstIsSet;

    StatusRequest(int context, int flag, long offset, int length) {
        super(Nbd.CMD_BLOCK_STATUS, offset, length);
        this.context = context;
        this.flag = flag;
    }

    @Override
    void extents(int id, int count, Wire wire) throws IOException {
        boolean wanted = id == context;
        if (wanted ? answered : ++others > MOST_OTHERS) {
            throw NbdException.violation("block status twice in one reply");
        }
        answered |= wanted;
        ByteBuffer batch = ByteBuffer.allocate(Math.min(count, BATCH) * EXTENT_BYTES);
        for (int left = count; left > 0; left -= batch.capacity() / EXTENT_BYTES) {
            batch.clear().limit(Math.min(left * EXTENT_BYTES, batch.capacity()));
            wire.readFully(batch);
            for (batch.flip(); batch.hasRemaining(); ) {
                long extent = Integer.toUnsignedLong(batch.getInt());
                int flags = batch.getInt();
                if (extent == 0) {
                    throw NbdException.violation("block status of an empty extent");
                }
                if (wanted) {
                    add(extent, (flags & flag) != 0);
                }
            }
        }
    }

    /** The last extent may go on behind what was asked for. */
    private void add(long extent, boolean set) {
        int end = (int) Math.min(length, covered() + extent);
        if (end == covered()) {
            return;
        }
        boolean lastIsSet = firstIsSet == (runs % 2 == 1);
        if (runs > 0 && lastIsSet == set) {
            ends[runs - 1] = end;
            return;
        }
        if (runs == 0) {
            firstIsSet = set;
        }
        if (runs == ends.length) {
            ends = Arrays.copyOf(ends, runs * 2);
        }
        ends[runs++] = end;
    }

    @Override
    void requireComplete() throws NbdException {
        if (!answered) {
            throw NbdException.violation("a reply without the block status that was asked for");
        }
    }

    /** Returns how much of the range the answer covers: all of it, or less. */
    int covered() {
        return runs == 0 ? 0 : ends[runs - 1];
    }

    /** Is shown a run of extents that agree on the flag. */
    interface Runs {
        void run(long offset, long length, boolean set);
    }

    /** Shows the runs up to {@code end}, in order; the request must be done. */
    void visit(long end, Runs visitor) {
        int from = 0;
        for (int i = 0; i < runs && offset + from < end; i++) {
            long to = Math.min(end, offset + ends[i]);
            visitor.run(offset + from, to - offset - from, firstIsSet == (i % 2 == 0));
            from = ends[i];
        }
    }
}
