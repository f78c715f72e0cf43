package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.StoreException;
import dev.smc.core.internal.store.Claim;
import dev.smc.core.internal.store.JobStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims jobs for this node and renews its leases with one timer thread. Thread-safe. */
final class LeaseKeeper implements AutoCloseable {
    static final Duration LIFE = Duration.ofSeconds(30);
    static final Duration RENEWAL = Duration.ofSeconds(10);
    /** Work stops this long after the last renewal: a margin of 5 s before the lease ends for others. */
    static final Duration USABLE = LIFE.minusSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long TICK_MILLIS = 1_000;

    private final JobStore jobs;
    private final LongSupplier ticker;
    private final Map<String, Lease> held = new HashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    LeaseKeeper(JobStore jobs, LongSupplier ticker) {
        this.jobs = jobs;
        this.ticker = ticker;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "smc-lease");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Starts to renew. */
    void start() {
        var unused = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Claims a job.
     *
     * @throws InvalidStateException if the job is in the wrong state, or somebody else works on it
     */
    Lease acquire(String jobId, Claim claim, Runnable onLost) {
        synchronized (held) {
            if (held.containsKey(jobId)) {
                throw new InvalidStateException(
                        ErrorCode.INVALID_STATE,
                        "job " + jobId + " is being worked on in this centre already",
                        "stop it first: jobs().running(\"" + jobId + "\") gives its handle");
            }
            long asked = ticker.getAsLong();
            Lease lease = new Lease(jobs.claim(jobId, claim, LIFE), ticker, asked, onLost);
            held.put(jobId, lease);
            return lease;
        }
    }

    /** Stops renewing a lease. */
    void drop(Lease lease) {
        synchronized (held) {
            held.remove(lease.fence().jobId(), lease);
        }
    }

    /** Renews the leases that are due, and ends those that could not be renewed in time. */
    void tick() {
        List<Lease> leases;
        synchronized (held) {
            leases = List.copyOf(held.values());
        }
        for (Lease lease : leases) {
            boolean owned = !lease.isDue() || renew(lease);
            if (!owned || !lease.isValid()) {
                drop(lease);
                lease.lose();
            }
        }
    }

    /** Tries to renew. Returns false if the job is known to be somebody else's. */
    private boolean renew(Lease lease) {
        long asked = ticker.getAsLong();
        try {
            boolean owned = jobs.renew(lease.fence(), LIFE);
            if (owned) {
                lease.renewed(asked);
            }
            return owned;
        } catch (StoreException e) {
            LOG.warn("lease on job {} not renewed yet: {}", lease.fence().jobId(), e.getMessage());
            return true;
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
