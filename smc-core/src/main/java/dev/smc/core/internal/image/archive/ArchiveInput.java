package dev.smc.core.internal.image.archive;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;

/** Reads an archive from its start, and knows where it is. Not thread-safe. */
abstract class ArchiveInput implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final String location;
    private long position;

    ArchiveInput(String location) {
        this.location = location;
    }

    /** Reads at {@link #position}, up to {@code length} bytes; returns how many, at least one, or -1 at the end. */
    abstract int read(byte[] target, int offset, int length);

    /** Returns how much of the file was read: with compression, less than {@link #position}. */
    abstract long consumed();

    String location() {
        return location;
    }

    /** Returns where in the archive the next byte is. */
    long position() {
        return position;
    }

    /** Reads as many bytes as are wanted, if there are as many; returns how many there were. */
    int readUpTo(byte[] target, int length) {
        int done = 0;
        while (done < length) {
            int count = read(target, done, length - done);
            if (count < 0) {
                break;
            }
            done += count;
            position += count;
        }
        return done;
    }

    /** Fills the start of an array. */
    void readFully(byte[] target, int length) {
        if (readUpTo(target, length) < length) {
            throw truncated();
        }
    }

    void skipTo(long target) {
        byte[] piece = new byte[PIECE];
        while (position < target) {
            readFully(piece, (int) Math.min(PIECE, target - position));
        }
    }

    /** Goes to a position without reading. */
    void moveTo(long target) {
        position = target;
    }

    SourceReadException truncated() {
        return new SourceReadException(
                ErrorCode.SOURCE_TRUNCATED,
                location + " is cut off: its content ends at byte " + position,
                "copy or export it again in full");
    }

    @Override
    public void close() {}
}
