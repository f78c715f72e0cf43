package dev.smc.core.internal.undo;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.spi.disk.BlockTarget;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the changes of a journal, and undoes them. Either may be cut off at any instant and called again: before it writes, it
 * checks that every byte is as before or after the change.
 */
public final class DiskChanges {
    private static final int SECTOR = 512;

    private DiskChanges() {}

    /**
     * Makes the changes; on stable storage when this returns.
     *
     * @param disks in the order of the journal
     * @throws InvalidStateException if a disk is another than the journal is for; nothing is written then
     */
    public static void apply(UndoJournal journal, List<? extends BlockTarget> disks) {
        write(journal, disks, true);
    }

    /** Undoes them, in the same way. */
    public static void undo(UndoJournal journal, List<? extends BlockTarget> disks) {
        write(journal, disks, false);
    }

    /** Makes the changes of a journal that is a file to disks that are raw files or block devices. */
    public static void apply(Path journal, List<Path> disks) {
        write(journal, disks, true);
    }

    /** Undoes them, in the same way. */
    public static void undo(Path journal, List<Path> disks) {
        write(journal, disks, false);
    }

    /** What is on disks, of what is in a journal. */
    public enum State {
        /** All is as before the changes. */
        BEFORE,
        /** All is as after them. */
        AFTER,
        /** Some is as before and some as after them: making or undoing them was cut off. */
        BETWEEN,
        /** Something is neither as before nor as after them, or the disks are not those of the journal. */
        OTHER
    }

    /** Returns what is on disks. */
    public static State state(UndoJournal journal, List<? extends BlockTarget> disks) {
        try {
            checkSizes(journal, disks);
        } catch (InvalidStateException e) {
            return State.OTHER;
        }
        boolean before = true;
        boolean after = true;
        for (UndoJournal.Change change : journal.changes()) {
            ByteBuffer found = read(disks.get(change.disk()), change);
            ByteBuffer old = journal.before(change);
            ByteBuffer fresh = journal.after(change);
            if (!isEither(found, old, fresh)) {
                return State.OTHER;
            }
            before &= found.equals(old);
            after &= found.equals(fresh);
        }
        return after ? State.AFTER : before ? State.BEFORE : State.BETWEEN;
    }

    private static ByteBuffer read(BlockTarget disk, UndoJournal.Change change) {
        ByteBuffer found = ByteBuffer.allocate(change.length());
        disk.read(change.offset(), found);
        return found.flip();
    }

    private static void write(Path journal, List<Path> disks, boolean after) {
        List<BlockTarget> targets = new ArrayList<>();
        try (UndoJournal changes = UndoJournal.open(journal)) {
            disks.forEach(disk -> targets.add(RawTarget.open(disk)));
            write(changes, targets, after);
        } finally {
            targets.forEach(BlockTarget::close);
        }
    }

    private static void write(UndoJournal journal, List<? extends BlockTarget> disks, boolean after) {
        check(journal, disks);
        for (UndoJournal.Change change : journal.changes()) {
            disks.get(change.disk()).write(change.offset(), after ? journal.after(change) : journal.before(change));
        }
        disks.forEach(BlockTarget::force);
    }

    private static void checkSizes(UndoJournal journal, List<? extends BlockTarget> disks) {
        int expected = journal.disks().size();
        if (disks.size() != expected) {
            throw refused(
                    "the journal is for " + expected + " disks, " + disks.size() + " are given", "name the same disks");
        }
        for (int i = 0; i < expected; i++) {
            long size = journal.disks().get(i).sizeBytes();
            if (disks.get(i).size() != size) {
                throw refused(
                        disks.get(i).location() + " has " + disks.get(i).size() + " bytes, the journal is for one of "
                                + size,
                        "name the disks in the order in which they were adapted");
            }
        }
    }

    private static void check(UndoJournal journal, List<? extends BlockTarget> disks) {
        checkSizes(journal, disks);
        for (UndoJournal.Change change : journal.changes()) {
            BlockTarget disk = disks.get(change.disk());
            if (!isEither(read(disk, change), journal.before(change), journal.after(change))) {
                throw refused(
                        disk.location() + " was changed by something else since: its bytes from " + change.offset()
                                + " on are neither as before the adaptation nor as after it",
                        "it was started, perhaps, or is another disk; name the disks that were adapted, in their order; if they were adapted"
                                + " again with another journal, undo that first; or go back to a copy from before");
            }
        }
    }

    /** A write that was cut off leaves some sectors as they were. */
    private static boolean isEither(ByteBuffer found, ByteBuffer before, ByteBuffer after) {
        for (int at = 0; at < found.limit(); at += SECTOR) {
            int length = Math.min(SECTOR, found.limit() - at);
            ByteBuffer piece = found.slice(at, length);
            if (!piece.equals(before.slice(at, length)) && !piece.equals(after.slice(at, length))) {
                return false;
            }
        }
        return true;
    }

    private static InvalidStateException refused(String what, String remedy) {
        return new InvalidStateException(ErrorCode.INVALID_STATE, what, remedy);
    }
}
