package dev.smc.core.internal.store;

import dev.smc.api.model.DiskResult;
import java.util.Optional;

/**
 * What a sync round did with one disk so far, over all tries.
 *
 * @param disk the number of the disk
 * @param changed bytes that differed
 * @param transferred bytes of data sent, before compression
 * @param wire bytes that crossed the wire
 * @param result the final result, once the disk is done
 */
public record DiskTally(int disk, long changed, long transferred, long wire, Optional<DiskResult> result) {

    /** Returns the tally of a disk that nothing was done with. */
    public static DiskTally none(int disk) {
        return new DiskTally(disk, 0, 0, 0, Optional.empty());
    }
}
