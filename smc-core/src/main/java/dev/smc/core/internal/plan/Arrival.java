package dev.smc.core.internal.plan;

import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.PlannedPartition;

/**
 * A partition that a plan puts on a disk.
 *
 * @param fromDisk the number of its source disk
 * @param from what it is there
 * @param wish what becomes of it
 * @param stays whether it stays on its disk
 */
record Arrival(int fromDisk, PartitionInfo from, PlannedPartition wish, boolean stays) {
    /** The first number of a logical partition of MBR. */
    private static final int FIRST_LOGICAL = 5;

    String path() {
        return Violations.partition(fromDisk, from.index());
    }

    long size() {
        return wish.sizeBytes();
    }

    boolean isResized() {
        return wish.sizeBytes() != from.sizeBytes();
    }

    /** Returns whether the server needs it where it is. */
    boolean isPinned() {
        return from.role() != PartitionRole.NORMAL;
    }

    boolean isNumberedAsLogical() {
        return from.index() >= FIRST_LOGICAL;
    }

    /** Returns it for messages. */
    String name() {
        return name(fromDisk, from);
    }

    /** Returns a partition for messages. */
    static String name(int disk, PartitionInfo partition) {
        return "partition " + partition.index() + " of disk " + disk;
    }
}
