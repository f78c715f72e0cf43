package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The header of a manifest: {@code docs/formats/manifest.md}, section 2.
 *
 * @param initiallyZero whether the disk was all zeros when the manifest was made
 * @param complete whether a whole disk has arrived since
 * @param generation the valid slot with the higher one counts
 * @param grid size of the disk and of its chunks
 * @param epoch the highest that used the disk
 * @param session the last one that was given to a window
 * @param doubts the windows, {@link #WINDOWS} of them
 */
record ManifestHeader(
        boolean initiallyZero,
        boolean complete,
        long generation,
        ChunkGrid grid,
        long epoch,
        long session,
        List<Doubt> doubts) {
    static final int VERSION = 3;
    static final int WINDOWS = 8;
    static final long MAGIC = 0x534d434d414e4946L; // "SMCMANIF"

    private static final int DOUBTS_AT = 56;
    private static final int DOUBT = 24;
    static final int LENGTH = DOUBTS_AT + WINDOWS * DOUBT + 4;

    private static final int SLOT = 4096;
    private static final int FLAG_INITIALLY_ZERO = 1;
    private static final int FLAG_COMPLETE = 2;

    /** What a slot holds. */
    enum Verdict {
        VALID,
        DAMAGED,
        TOO_OLD,
        TOO_NEW
    }

    /**
     * A window of doubt.
     *
     * @param from first chunk in doubt
     * @param to behind the last chunk in doubt
     * @param session stamps the entries that are claimed in it
     */
    record Doubt(long from, long to, long session) {
        static final Doubt NONE = new Doubt(0, 0, 0);

        boolean isEmpty() {
            return from == to;
        }
    }

    static ManifestHeader first(ChunkGrid grid, boolean initiallyZero, long epoch) {
        return new ManifestHeader(initiallyZero, false, 0, grid, epoch, 0, Collections.nCopies(WINDOWS, Doubt.NONE));
    }

    /** Returns where this generation's slot starts. */
    long slotOffset() {
        return (generation & 1) * SLOT;
    }

    static long slotOffset(int slot) {
        return (long) slot * SLOT;
    }

    ManifestHeader withEpoch(long newEpoch) {
        return new ManifestHeader(initiallyZero, complete, generation + 1, grid, newEpoch, session, doubts);
    }

    /** Returns a header of a disk that has arrived as a whole. */
    ManifestHeader withComplete() {
        return new ManifestHeader(initiallyZero, true, generation + 1, grid, epoch, session, doubts);
    }

    /** Returns a header in which a window reaches over other chunks; an empty one gets a session of its own. */
    ManifestHeader withDoubt(int window, long from, long to) {
        boolean opens = doubts.get(window).isEmpty();
        long last = opens ? session + 1 : session;
        return with(
                window, new Doubt(from, to, opens ? last : doubts.get(window).session()), last);
    }

    /** Returns a header in which a window is empty. */
    ManifestHeader withoutDoubt(int window) {
        return with(window, Doubt.NONE, session);
    }

    private ManifestHeader with(int window, Doubt doubt, long last) {
        List<Doubt> changed = new ArrayList<>(doubts);
        changed.set(window, doubt);
        return new ManifestHeader(initiallyZero, complete, generation + 1, grid, epoch, last, List.copyOf(changed));
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .putLong(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putInt((initiallyZero ? FLAG_INITIALLY_ZERO : 0) | (complete ? FLAG_COMPLETE : 0))
                .putLong(generation)
                .putLong(grid.diskSize())
                .putInt(grid.chunkSize())
                .putInt(0)
                .putLong(epoch)
                .putLong(session);
        for (Doubt doubt : doubts) {
            bytes.putLong(doubt.from()).putLong(doubt.to()).putLong(doubt.session());
        }
        return bytes.putInt(Crc.of(bytes, 0, LENGTH - 4)).flip();
    }

    /** Judges a slot. The version comes before the checksum: another version may have it elsewhere. */
    static Verdict judge(ByteBuffer slot) {
        if (slot.getLong(0) != MAGIC) {
            return Verdict.DAMAGED;
        }
        int version = version(slot);
        if (version != VERSION) {
            return version < VERSION ? Verdict.TOO_OLD : Verdict.TOO_NEW;
        }
        boolean whole = slot.getInt(LENGTH - 4) == Crc.of(slot, 0, LENGTH - 4)
                && slot.getLong(24) >= 0
                && ChunkGrid.isChunkSize(slot.getInt(32))
                && doubts(slot).stream().allMatch(doubt -> isOnDisk(doubt, slot));
        return whole ? Verdict.VALID : Verdict.DAMAGED;
    }

    private static boolean isOnDisk(Doubt doubt, ByteBuffer slot) {
        long chunks = new ChunkGrid(slot.getLong(24), slot.getInt(32)).count();
        return doubt.from() >= 0 && doubt.from() <= doubt.to() && doubt.to() <= chunks;
    }

    private static List<Doubt> doubts(ByteBuffer slot) {
        List<Doubt> doubts = new ArrayList<>();
        for (int at = DOUBTS_AT; at < LENGTH - 4; at += DOUBT) {
            doubts.add(new Doubt(slot.getLong(at), slot.getLong(at + 8), slot.getLong(at + 16)));
        }
        return List.copyOf(doubts);
    }

    static int version(ByteBuffer slot) {
        return Short.toUnsignedInt(slot.getShort(8));
    }

    /** Reads a slot that was judged valid. */
    static ManifestHeader decode(ByteBuffer slot) {
        return new ManifestHeader(
                (slot.getInt(12) & FLAG_INITIALLY_ZERO) != 0,
                (slot.getInt(12) & FLAG_COMPLETE) != 0,
                slot.getLong(16),
                new ChunkGrid(slot.getLong(24), slot.getInt(32)),
                slot.getLong(40),
                slot.getLong(48),
                doubts(slot));
    }
}
