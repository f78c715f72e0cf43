package dev.smc.core.internal.plan;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import java.util.Set;

/** Which partitions, and disks without any, can be larger or smaller on the target, as far as what they hold tells. */
final class Resizing {
    /** What is found from its start, so that space behind it does no harm. Others keep records at their end. */
    private static final Set<String> RESIZABLE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "ntfs", "vfat", "exfat", "swap", "lvm2", "luks");

    private static final int SMALLEST_SECTOR = 512;
    /** Above any disk there is, and far from where sums overflow. */
    private static final long LARGEST = 1L << 56;

    private Resizing() {}

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
        if (!RESIZABLE.contains(from.content())) {
            violations.add(arrival.path(), fixed("in it", from.content(), from.sizeBytes()));
        } else if (size < from.sizeBytes()) {
            checkSmaller(arrival, violations);
        }
    }

    /** Checks the size that a disk without a partition table is to have. */
    static void checkWhole(int disk, DiskLayout layout, long size, Violations violations) {
        String content = layout.content().orElse("unknown");
        if (size < layout.sizeBytes()) {
            violations.add(
                    Violations.disk(disk),
                    "is to have " + size + " bytes, but has no partition table, and what is on it has "
                            + layout.sizeBytes() + "; give it at least as many");
        } else if (size > layout.sizeBytes() && layout.usedBytes() > 0 && !RESIZABLE.contains(content)) {
            violations.add(Violations.disk(disk), fixed("on it", content, layout.sizeBytes()));
        }
    }

    private static String fixed(String where, String content, long size) {
        return "its size cannot change, because what is " + where + " (" + content
                + ") is not understood well enough; leave it at " + size + " bytes";
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
