package dev.smc.core.internal.filesystem.fat;

import dev.smc.core.internal.filesystem.Clusters;

/** The clusters of a file, in order: each entry of the table gives the next. The table is read in windows. */
final class FatChain {
    private static final int WINDOW = 1024;

    private final FatTable table;
    private final Clusters clusters;
    private long cluster;
    private long windowStart;
    private int[] window = {};

    FatChain(FatTable table, Clusters clusters, long first) {
        this.table = table;
        this.clusters = clusters;
        this.cluster = first;
    }

    /** Returns whether the chain has ended: what is not a cluster ends it. */
    boolean isAtEnd() {
        return !clusters.contain(cluster - 2, 1);
    }

    /** Returns where the current cluster lies, in bytes. */
    long offset() {
        return clusters.offset(cluster - 2);
    }

    /** Goes on to the next cluster. */
    void next() {
        if (cluster < windowStart || cluster >= windowStart + window.length) {
            windowStart = cluster - cluster % WINDOW;
            window = table.get(windowStart, (int) Math.min(WINDOW, clusters.count() + 2 - windowStart));
        }
        cluster = Integer.toUnsignedLong(window[(int) (cluster - windowStart)]);
    }
}
