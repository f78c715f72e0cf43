package dev.smc.core.internal.image.qcow2;

import org.jspecify.annotations.Nullable;

/**
 * What the header of a qcow2 image says, as {@link Qcow2HeaderReader} checked it.
 *
 * @param version 2 or 3
 * @param clusterBits binary logarithm of the cluster size
 * @param size of the guest's disk
 * @param l1Offset where the L1 table starts
 * @param l1Entries how many entries of it the disk needs
 * @param compression of compressed clusters
 * @param extendedL2 whether L2 entries tell the subclusters of their clusters
 * @param externalData whether the clusters are in another file, each at its place on the disk
 * @param extensions what the header's extensions say
 * @param backingFile name of the image behind, as written
 */
record Qcow2Header(
        int version,
        int clusterBits,
        long size,
        long l1Offset,
        int l1Entries,
        Qcow2Compression compression,
        boolean extendedL2,
        boolean externalData,
        Qcow2Extensions extensions,
        @Nullable String backingFile) {

    static final int MAGIC = 0x514649fb;
    static final int SUBCLUSTERS = 32;

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Returns the size of what an L2 entry tells apart: a subcluster, or the whole cluster. */
    int unitSize() {
        return extendedL2 ? clusterSize() / SUBCLUSTERS : clusterSize();
    }

    int l2EntryBytes() {
        return extendedL2 ? 2 * Long.BYTES : Long.BYTES;
    }

    /** Returns how many entries an L2 table has; it is one cluster. */
    int l2Entries() {
        return clusterSize() / l2EntryBytes();
    }

    /** Returns how much of the disk an L2 table tells of. */
    long coveredByL2() {
        return (long) clusterSize() * l2Entries();
    }
}
