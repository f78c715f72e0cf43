package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.core.internal.store.Fence;
import java.util.function.LongSupplier;

/**
 * The right to run a job, for a while. It ends here some seconds before it ends in the store, so that work stops before another
 * node can begin. Thread-safe.
 */
final class Lease {
    private final Fence fence;
    private final LongSupplier ticker;
    private final Runnable onLost;
    private volatile long askedAt;
    private volatile boolean lost;

    /**
     * Creates a lease.
     *
     * @param askedAt the ticker before the lease was asked for
     * @param onLost is told when the lease is lost; must not block
     */
    Lease(Fence fence, LongSupplier ticker, long askedAt, Runnable onLost) {
        this.fence = fence;
        this.ticker = ticker;
        this.askedAt = askedAt;
        this.onLost = onLost;
    }

    Fence fence() {
        return fence;
    }

    /** Throws if this node may no longer work on the job. To be called before every change in a cloud. */
    void check() {
        if (!isValid()) {
            throw new InvalidStateException(
                    ErrorCode.LEASE_LOST,
                    "the lease of node " + fence.owner() + " on job " + fence.jobId()
                            + " could not be renewed, so its work here was stopped",
                    "check that the home directory can be written, then start the job again");
        }
    }

    boolean isValid() {
        return !lost && ticker.getAsLong() - askedAt < LeaseKeeper.USABLE.toNanos();
    }

    /** Returns whether it is time to renew. */
    boolean isDue() {
        return ticker.getAsLong() - askedAt >= LeaseKeeper.RENEWAL.toNanos();
    }

    void renewed(long asked) {
        askedAt = asked;
    }

    void lose() {
        lost = true;
        onLost.run();
    }
}
