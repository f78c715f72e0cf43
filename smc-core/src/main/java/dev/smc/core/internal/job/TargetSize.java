package dev.smc.core.internal.job;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.spi.cloud.CloudCapabilities;

/** The sizes of temporary disks. */
final class TargetSize {
    private TargetSize() {}

    /**
     * Returns the size of the temporary disk for a source disk: at least as large, and of a size that the cloud makes.
     *
     * @throws InvalidSpecException if the cloud makes none so large
     */
    static long of(CloudCapabilities cloud, String region, int disk, long sourceBytes) {
        long unit = cloud.diskSizeUnit();
        long wanted = Math.max(sourceBytes, cloud.minDiskBytes());
        long rest = wanted % unit;
        long size = rest == 0 ? wanted : wanted - rest + unit;
        if (size > cloud.maxDiskBytes() || size < wanted) {
            throw new InvalidSpecException(
                    "target.region",
                    "disk " + disk + " has " + sourceBytes + " bytes, but region " + region + " makes disks of at most "
                            + cloud.maxDiskBytes() + "; choose another region or a smaller disk");
        }
        return size;
    }
}
