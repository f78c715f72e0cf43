package dev.smc.spi.disk;

/**
 * A byte range of a disk and what is known of it.
 *
 * @param offset first byte, at least 0
 * @param length number of bytes, more than 0
 * @param kind whether the range may hold data or certainly reads as zeros
 */
public record Extent(long offset, long length, Kind kind) {
    /** What an extent holds. */
    public enum Kind {
        /** The range may hold anything, zeros included. */
        DATA,
        /** Every byte of the range reads as zero. */
        ZERO
    }

    /** Checks the range. */
    public Extent {
        if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("extent at " + offset + " of length " + length + " is not a byte range");
        }
    }

    /** Returns an extent that may hold data. */
    public static Extent data(long offset, long length) {
        return new Extent(offset, length, Kind.DATA);
    }

    /** Returns an extent that reads as zeros. */
    public static Extent zero(long offset, long length) {
        return new Extent(offset, length, Kind.ZERO);
    }

    /** Returns the offset just behind the last byte. */
    public long end() {
        return offset + length;
    }

    /** Returns whether this is {@link Kind#DATA}. */
    public boolean isData() {
        return kind == Kind.DATA;
    }
}
