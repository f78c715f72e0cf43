package dev.smc.core.internal.plan;

import dev.smc.api.model.PartitionInfo;
import java.util.Set;

/** Which partitions can be larger or smaller on the target, as far as what they hold tells. */
final class Resizing {
    /** What is found from its start, so that space behind it does no harm. Others keep records at their end. */
    private static final Set<String> RESIZABLE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "ntfs", "vfat", "exfat", "swap", "lvm2", "luks");

    private static final int SMALLEST_SECTOR = 512;
    /** Above any disk there is, and far from where sums overflow. */
    private static final long LARGEST = 1L << 56;

    private Resizing() {}

    /** Returns whether content is still found where there is more space behind it. */
    static boolean isResizable(String content) {
        return RESIZABLE.contains(content);
    }

    /** Checks the size that a partition is to have. */
    static void check(Arrival arrival, int sectorSize, Violations violations) {
        long size = arrival.size();
        if (size > LARGEST) {
            violations.add(arrival.path(), "is to have " + size + " bytes, but can have at most " + LARGEST);
            return;
        }
        if (size <= 0 || size % Math.max(sectorSize, SMALLEST_SECTOR) != 0) {
            violations.add(
                    arrival.path(),
                    "must have a positive multiple of " + sectorSize + " bytes, but is to have " + size);
            return;
        }
        PartitionInfo from = arrival.from();
        if (!arrival.isResized()) {
            return;
        }
        if (!isResizable(from.content())) {
            violations.add(
                    arrival.path(),
                    "its size cannot change, because what is in it (" + from.content()
                            + ") is not understood well enough; leave it at " + from.sizeBytes() + " bytes");
        } else if (size < from.sizeBytes()) {
            checkSmaller(arrival, violations);
        }
    }

    private static void checkSmaller(Arrival arrival, Violations violations) {
        PartitionInfo from = arrival.from();
        long least = from.contentBytes().orElse(from.sizeBytes());
        if (arrival.size() < from.usedBytes()) {
            violations.add(
                    arrival.path(),
                    "is to have " + arrival.size() + " bytes, but " + from.usedBytes()
                            + " are in use; give it at least " + least);
        } else if (from.contentBytes().isEmpty()) {
            violations.add(
                    arrival.path(),
                    "cannot be smaller than " + from.sizeBytes() + " bytes: how far its " + from.content()
                            + " reaches is not known");
        } else if (arrival.size() < least) {
            violations.add(
                    arrival.path(),
                    "is to have " + arrival.size() + " bytes, but its " + from.content() + " spans " + least
                            + "; make that smaller on the source first, or give the partition at least " + least
                            + " bytes: files are not copied into a smaller file system yet");
        }
    }
}
