package dev.smc.core.internal.plan;

import dev.smc.spi.cloud.CloudCapabilities;

/**
 * The sizes of disks that a cloud makes.
 *
 * @param min the smallest
 * @param max the largest
 * @param unit of which they are multiples
 * @param region where
 */
record TargetSize(long min, long max, long unit, String region) {
    static TargetSize of(CloudCapabilities cloud, String region, int disk) {
        return disk == 0
                ? new TargetSize(cloud.minSystemDiskBytes(), cloud.maxSystemDiskBytes(), cloud.diskSizeUnit(), region)
                : new TargetSize(cloud.minDiskBytes(), cloud.maxDiskBytes(), cloud.diskSizeUnit(), region);
    }

    /** Returns the size of the target of a disk that no plan changes: at least as large. */
    long of(int disk, long sourceBytes, Violations violations) {
        long size = roundedUp(Math.max(sourceBytes, min));
        if (size > max || size < sourceBytes) {
            violations.add(
                    "target.region",
                    "disk " + disk + " has " + sourceBytes + " bytes, but region " + region + " makes "
                            + kind(disk) + " disks of at most " + max
                            + "; choose another region, or plan a smaller disk");
        }
        return size;
    }

    /** Returns the size of a disk for which a plan asks. */
    long planned(int disk, long bytes, Violations violations) {
        if (bytes < min || bytes > max) {
            violations.add(
                    Violations.disk(disk),
                    "is to have " + bytes + " bytes, but region " + region + " makes " + kind(disk) + " disks of " + min
                            + " to " + max + "; choose a size between");
            return bytes;
        }
        return roundedUp(bytes);
    }

    private static String kind(int disk) {
        return disk == 0 ? "system" : "data";
    }

    private long roundedUp(long bytes) {
        long rest = bytes % unit;
        return rest == 0 ? bytes : bytes - rest + unit;
    }
}
