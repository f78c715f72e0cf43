package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.model.DiskResult;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.ReplicationChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The phase SYNCING: all disks at once, each in a thread of the executor, while the thread of the job looks four times a second
 * whether to stop, tells listeners, and now and then writes down how much was sent. The first real failure ends all of them.
 */
final class Synchronization {
    private static final Duration TICK = Duration.ofMillis(250);
    /** What a killed process sent since it last wrote its counts down is not counted, so this is short. */
    private static final Duration PERSIST = Duration.ofMillis(500);

    private final RoundRun run;
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    /** The disks that are not done. */
    private final Map<Integer, DiskMeter> active = new HashMap<>();
    /** Those of them whose threads have not ended. */
    private final Set<Integer> running = new HashSet<>();

    private List<DiskTally> persisted = List.of();
    private long persistedAt;

    /** How the thread of a disk ended: with a result or with an error. */
    private record Outcome(
            int disk, @Nullable DiskResult result, @Nullable Throwable error) {}

    Synchronization(RoundRun run) {
        this.run = run;
    }

    /** Replicates the disks. Returns when no thread touches them any more, also if it throws. */
    void replicate(SourceDisks disks, ChannelSpec spec, Map<Integer, DiskMeter> meters) {
        run.checkpoint();
        try (ReplicationChannel channel = run.environment().transport().connect(spec)) {
            run.channel(channel);
            persistedAt = run.environment().ticker().getAsLong();
            disks.all().forEach((index, disk) -> start(channel, disks.baselines(), index, disk, meters));
            while (!active.isEmpty()) {
                step(disks);
            }
        } catch (RuntimeException | Error e) {
            // The channel is closed by now, so the threads of the disks are about to end.
            drain(e);
            throw e;
        } finally {
            run.channel(null);
        }
    }

    private void start(
            ReplicationChannel channel, Baselines baselines, int index, OpenDisk disk, Map<Integer, DiskMeter> meters) {
        DiskMeter meter = meter(meters, index);
        try {
            active.put(index, meter);
            running.add(index);
            run.environment().executor().execute(() -> {
                try {
                    DiskReplication replication = DiskReplication.of(r -> r.index(index)
                            .round(run.round())
                            .source(disk.source())
                            .used(disk.used())
                            .changed(baselines.changed(index, disk)));
                    outcomes.add(new Outcome(index, channel.replicate(replication, meter), null));
                } catch (Throwable t) {
                    outcomes.add(new Outcome(index, null, t));
                }
            });
        } catch (RejectedExecutionException e) {
            running.remove(index);
            throw new InvalidStateException(
                    ErrorCode.INVALID_STATE,
                    "the executor takes no thread for disk " + index,
                    "give the centre an executor with a thread for each job and each of its disks",
                    e);
        }
    }

    /** Waits a tick for a disk to end. */
    private void step(SourceDisks disks) {
        Outcome outcome = poll();
        if (outcome != null) {
            finish(outcome, disks);
        }
        run.checkpoint();
        run.applyLimit();
        run.meter().sample();
        run.hub().progressed();
        if (run.environment().ticker().getAsLong() - persistedAt >= PERSIST.toNanos()) {
            persist();
        }
    }

    private @Nullable Outcome poll() {
        try {
            return outcomes.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Whoever interrupts a thread of the engine shuts its executor down.
            Thread.currentThread().interrupt();
            run.stop().give(StopSignal.Reason.CLOSING);
            return null;
        }
    }

    private void finish(Outcome outcome, SourceDisks disks) {
        running.remove(outcome.disk());
        if (outcome.result() == null) {
            run.stop().check();
            throw failure(outcome);
        }
        run.jobs()
                .tally(
                        run.lease().fence(),
                        run.round(),
                        List.of(meter(active, outcome.disk()).finished(outcome.result())));
        disks.baselines().done(outcome.disk());
        active.remove(outcome.disk());
    }

    private static DiskMeter meter(Map<Integer, DiskMeter> meters, int disk) {
        DiskMeter meter = meters.get(disk);
        if (meter == null) {
            throw new IllegalStateException("disk " + disk + " has no meter");
        }
        return meter;
    }

    private static RuntimeException failure(Outcome outcome) {
        Throwable error = outcome.error();
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException known ? known : new IllegalStateException(error);
    }

    /** Waits until the threads of the other disks have ended, and keeps what all of them achieved. */
    private void drain(Throwable reason) {
        Map<Integer, DiskTally> last = new HashMap<>();
        active.forEach((disk, meter) -> last.put(disk, meter.unfinished()));
        boolean interrupted = Thread.interrupted();
        while (!running.isEmpty()) {
            try {
                Outcome outcome = outcomes.take();
                running.remove(outcome.disk());
                DiskMeter meter = meter(active, outcome.disk());
                last.put(
                        outcome.disk(),
                        outcome.result() == null ? meter.unfinished() : meter.finished(outcome.result()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            run.jobs().tally(run.lease().fence(), run.round(), List.copyOf(last.values()));
        } catch (RuntimeException | Error e) {
            reason.addSuppressed(e);
        }
    }

    private void persist() {
        List<DiskTally> now =
                active.values().stream().map(DiskMeter::unfinished).toList();
        if (!now.equals(persisted)) {
            run.jobs().tally(run.lease().fence(), run.round(), now);
            persisted = now;
        }
        persistedAt = run.environment().ticker().getAsLong();
    }
}
