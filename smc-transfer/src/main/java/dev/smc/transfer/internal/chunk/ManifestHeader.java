package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;

/**
 * The header of a manifest: {@code docs/formats/manifest.md}, section 2.
 *
 * @param initiallyZero whether the disk was all zeros when the manifest was made
 * @param generation the valid slot with the higher one counts
 * @param grid size of the disk and of its chunks
 * @param epoch the highest that used the disk
 * @param session stamps entries
 * @param windowFrom first chunk in doubt
 * @param windowTo behind the last chunk in doubt
 */
record ManifestHeader(
        boolean initiallyZero,
        long generation,
        ChunkGrid grid,
        long epoch,
        long session,
        long windowFrom,
        long windowTo) {
    static final int VERSION = 2;
    static final int LENGTH = 76;
    static final long MAGIC = 0x534d434d414e4946L; // "SMCMANIF"

    private static final int SLOT = 4096;
    private static final int FLAG_INITIALLY_ZERO = 1;

    /** What a slot holds. */
    enum Verdict {
        VALID,
        DAMAGED,
        TOO_OLD,
        TOO_NEW
    }

    /** Returns where this generation's slot starts. */
    long slotOffset() {
        return (generation & 1) * SLOT;
    }

    static long slotOffset(int slot) {
        return (long) slot * SLOT;
    }

    ManifestHeader withEpoch(long newEpoch) {
        return new ManifestHeader(initiallyZero, generation + 1, grid, newEpoch, session, windowFrom, windowTo);
    }

    ManifestHeader withWindow(long from, long to) {
        return new ManifestHeader(initiallyZero, generation + 1, grid, epoch, session, from, to);
    }

    ManifestHeader withNextSession() {
        return new ManifestHeader(initiallyZero, generation + 1, grid, epoch, session + 1, 0, 0);
    }

    boolean windowIsEmpty() {
        return windowFrom == windowTo;
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .putLong(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putInt(initiallyZero ? FLAG_INITIALLY_ZERO : 0)
                .putLong(generation)
                .putLong(grid.diskSize())
                .putInt(grid.chunkSize())
                .putInt(0)
                .putLong(epoch)
                .putLong(session)
                .putLong(windowFrom)
                .putLong(windowTo);
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
                && slot.getLong(56) >= 0
                && slot.getLong(56) <= slot.getLong(64)
                && slot.getLong(64) <= new ChunkGrid(slot.getLong(24), slot.getInt(32)).count();
        return whole ? Verdict.VALID : Verdict.DAMAGED;
    }

    static int version(ByteBuffer slot) {
        return Short.toUnsignedInt(slot.getShort(8));
    }

    /** Reads a slot that was judged valid. */
    static ManifestHeader decode(ByteBuffer slot) {
        return new ManifestHeader(
                (slot.getInt(12) & FLAG_INITIALLY_ZERO) != 0,
                slot.getLong(16),
                new ChunkGrid(slot.getLong(24), slot.getInt(32)),
                slot.getLong(40),
                slot.getLong(48),
                slot.getLong(56),
                slot.getLong(64));
    }
}
