package dev.smc.transfer.internal.compress;

/**
 * What the eleven levels of the API mean in zstd. The default, 7, is zstd 1: where speed and size meet. Below it, zstd's fast
 * levels trade size for speed; above it, each step costs about twice the time for a few percent.
 */
final class Levels {
    private static final int[] ZSTD = {0, -7, -6, -5, -4, -3, -1, 1, 3, 6, 9};

    private Levels() {}

    static int zstd(int level) {
        return ZSTD[level];
    }
}
