package dev.smc.core.internal.image.vmdk;

/**
 * The sizes of a sparse extent.
 *
 * @param size of the extent in bytes
 * @param grainBits binary logarithm of the bytes of a grain
 * @param tableEntries in each grain table
 * @param entryBytes of each of them, 4 or 8
 */
record GrainLayout(long size, int grainBits, int tableEntries, int entryBytes) {
    int grainSize() {
        return 1 << grainBits;
    }

    int tableBytes() {
        return tableEntries * entryBytes;
    }

    long coveredByTable() {
        return (long) tableEntries << grainBits;
    }

    /** Returns how many grain tables the extent needs. */
    long tables() {
        return size / coveredByTable() + (size % coveredByTable() == 0 ? 0 : 1);
    }

    /** Returns how many bytes of a grain are within the extent: the last one may reach over its end. */
    int bytesWithin(long grain) {
        return (int) Math.min(grainSize(), size - (grain << grainBits));
    }
}
