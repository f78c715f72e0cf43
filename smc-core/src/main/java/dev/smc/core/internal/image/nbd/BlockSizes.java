package dev.smc.core.internal.image.nbd;

/**
 * What a server allows for the offsets and lengths of requests.
 *
 * @param minimum both are multiples of it; a power of two
 * @param maximum longest request for data, a multiple of the minimum
 */
record BlockSizes(int minimum, int maximum) {
    /** What is safe with a server that says nothing. */
    static final BlockSizes UNTOLD = new BlockSizes(512, 32 << 20);

    private static final int LARGEST_MINIMUM = 64 << 10;

    /** Checks what a server says; all three are unsigned. */
    static BlockSizes of(int minimum, int preferred, int maximum) throws NbdException {
        long most = Integer.toUnsignedLong(maximum);
        boolean valid = isPowerOfTwo(minimum)
                && minimum <= LARGEST_MINIMUM
                && isPowerOfTwo(preferred)
                && preferred >= minimum
                && most >= minimum
                && (most % minimum == 0 || maximum == -1);
        if (!valid) {
            throw NbdException.violation("block sizes of " + Integer.toUnsignedString(minimum) + ", "
                    + Integer.toUnsignedString(preferred) + " and " + most + " bytes");
        }
        return new BlockSizes(minimum, (int) Math.min(UNTOLD.maximum, most));
    }

    private static boolean isPowerOfTwo(int value) {
        return value > 0 && Integer.bitCount(value) == 1;
    }

    /** Returns the start of the block that holds {@code offset}. */
    long down(long offset) {
        return offset - offset % minimum;
    }

    /** Returns the end of the last block of a range that ends at {@code end}, within a disk of {@code size} bytes. */
    long up(long end, long size) {
        return Math.min(size, down(end + minimum - 1));
    }
}
