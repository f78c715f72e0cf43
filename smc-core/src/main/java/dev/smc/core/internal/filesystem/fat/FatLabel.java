package dev.smc.core.internal.filesystem.fat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the label, an entry of the root directory. Of an entry of 32 bytes, 0 to 10 are the name, which 0 ends the directory with
 * and E5 deletes, and 11 the attributes.
 */
final class FatLabel {
    private static final int ENTRY = 32;
    private static final int ATTRIBUTES = 11;
    private static final int ATTRIBUTE_LABEL = 0x08;
    private static final int ATTRIBUTE_LABEL_MASK = 0x18;
    private static final int ATTRIBUTE_LONG_NAME = 0x0f;
    private static final int ATTRIBUTE_MASK = 0x3f;
    private static final byte DELETED = (byte) 0xe5;
    /** It nearly always comes first. */
    private static final int MOST_CLUSTERS = 100;

    private FatLabel() {}

    static Optional<String> find(DiskRange range, FatBootSector boot, FatTable table) {
        if (boot.type() != FatType.FAT32) {
            return find(range.read(boot.rootStart(), boot.rootLength()));
        }
        Clusters clusters = boot.clusters();
        long cluster = boot.rootCluster();
        Optional<String> found = Optional.empty();
        for (int i = 0; i < MOST_CLUSTERS && clusters.contain(cluster - 2, 1) && found.isEmpty(); i++) {
            found = find(range.read(clusters.offset(cluster - 2), clusters.size()));
            cluster = table.get(cluster);
        }
        return found;
    }

    private static Optional<String> find(ByteBuffer directory) {
        for (int entry = 0; entry <= directory.capacity() - ENTRY && directory.get(entry) != 0; entry += ENTRY) {
            int attributes = directory.get(entry + ATTRIBUTES);
            boolean isLabel = (attributes & ATTRIBUTE_LABEL_MASK) == ATTRIBUTE_LABEL
                    && (attributes & ATTRIBUTE_MASK) != ATTRIBUTE_LONG_NAME;
            if (isLabel && directory.get(entry) != DELETED) {
                return FatBootSector.label(directory, entry);
            }
        }
        return Optional.empty();
    }
}
