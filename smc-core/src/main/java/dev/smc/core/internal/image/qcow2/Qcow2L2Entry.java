package dev.smc.core.internal.image.qcow2;

import dev.smc.core.internal.image.file.BlockMap.Kind;

/**
 * An entry of an L2 table: what the image holds of one cluster.
 *
 * @param position of the entry in the file
 * @param descriptor of the cluster
 * @param bitmap of its subclusters, in images that have some: allocated ones in the lower half, zeros in the upper half
 */
record Qcow2L2Entry(long position, long descriptor, long bitmap) {
    private static final long COMPRESSED = 1L << 62;
    private static final long ALL_ZEROS = 1;

    static boolean isCompressed(long descriptor) {
        return (descriptor & COMPRESSED) != 0;
    }

    boolean isCompressed() {
        return isCompressed(descriptor);
    }

    /** Returns the descriptor of a compressed cluster, less its marks. */
    static long compressedBits(long descriptor) {
        return descriptor & ~(Qcow2Tables.COPIED | COMPRESSED);
    }

    /** Returns where the cluster is in the file that holds the data. */
    long host() {
        return descriptor & Qcow2Tables.OFFSET_MASK;
    }

    /** Returns whether the entry keeps the rules for the cluster at {@code guestStart} of the disk. */
    boolean isRight(Qcow2Header header, long guestStart) {
        if (isCompressed()) {
            return bitmap == 0 && !header.externalData();
        }
        boolean zerosAllowed = header.version() >= 3 && !header.extendedL2();
        long allowed = Qcow2Tables.OFFSET_MASK | Qcow2Tables.COPIED | (zerosAllowed ? ALL_ZEROS : 0);
        return (descriptor & ~allowed) == 0
                && host() % header.clusterSize() == 0
                && isPlaced(header, guestStart)
                && (allocated() & zeros()) == 0
                && (allocated() == 0 || hasHost(header));
    }

    /** The external file holds each cluster at its place on the disk; place 0 of an image's own file is its header. */
    private boolean isPlaced(Qcow2Header header, long guestStart) {
        if (header.externalData()) {
            return !hasHost(header) || host() == guestStart;
        }
        return host() != 0 || (descriptor & ALL_ZEROS) != 0 || descriptor == 0;
    }

    private boolean hasHost(Qcow2Header header) {
        return host() != 0 || (header.externalData() && (descriptor & Qcow2Tables.COPIED) != 0);
    }

    private int allocated() {
        return (int) bitmap;
    }

    private int zeros() {
        return (int) (bitmap >>> Qcow2Header.SUBCLUSTERS);
    }

    /** Returns who answers for a unit of the cluster: for a subcluster, or for the whole cluster. */
    Kind kind(Qcow2Header header, int unit) {
        if (isCompressed()) {
            return Kind.DATA;
        }
        if (header.extendedL2()) {
            return (zeros() >>> unit & 1) != 0 ? Kind.ZERO : (allocated() >>> unit & 1) != 0 ? Kind.DATA : Kind.BACKING;
        }
        return (descriptor & ALL_ZEROS) != 0 ? Kind.ZERO : hasHost(header) ? Kind.DATA : Kind.BACKING;
    }

    /** Returns how many units from {@code unit} on are of one kind. */
    int unitsAlike(Qcow2Header header, int unit) {
        if (!header.extendedL2()) {
            return 1;
        }
        if (isCompressed()) {
            return Qcow2Header.SUBCLUSTERS - unit;
        }
        int alike = switch (kind(header, unit)) {
            case ZERO -> zeros();
            case DATA -> allocated();
            case BACKING -> ~(zeros() | allocated());
        };
        return Integer.numberOfTrailingZeros(~(alike >>> unit));
    }
}
