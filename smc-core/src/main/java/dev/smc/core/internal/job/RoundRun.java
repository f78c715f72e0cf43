package dev.smc.core.internal.job;

import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.ImageTarget;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SyncRound;
import dev.smc.api.model.TargetDisk;
import dev.smc.api.model.TargetLayout;
import dev.smc.core.internal.plan.Planner;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.core.internal.store.JobStore;
import dev.smc.core.internal.store.Store;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.transport.ReplicationChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of a sync round: what its phases share. Belongs to the thread of the job, but for what says otherwise. */
final class RoundRun {
    private final Environment environment;
    private final ReplicationJob job;
    private final SourceServer source;
    private final SyncRound round;
    private final CloudProvider cloud;
    private final Lease lease;
    private final StopSignal stop;
    private final Retry retry;
    private final Ledger ledger;
    private final ProgressMeter meter;
    private final ListenerHub hub;
    private @Nullable TargetLayout layout;
    private volatile @Nullable Bandwidth limit;
    private final Object limiting = new Object();
    private @Nullable ReplicationChannel channel;
    private @Nullable Bandwidth applied;

    RoundRun(Environment environment, ReplicationJob job, SourceServer source, Lease lease, StopSignal stop) {
        this.environment = environment;
        this.job = job;
        this.source = source;
        this.round = job.rounds().get(job.rounds().size() - 1);
        this.cloud = environment.clouds().of(job.spec().target().region());
        this.lease = lease;
        this.stop = stop;
        this.retry = new Retry(environment.retryPauses(), stop::pause);
        this.ledger = new Ledger(
                environment.store().resources(), cloud, job.spec().target().region(), lease, this::checkpoint, retry);
        this.meter = new ProgressMeter(
                job.id(), round.number(), job.phase().orElse(JobPhase.PREPARING), environment.ticker());
        this.hub = new ListenerHub(meter::snapshot);
    }

    /** Throws if the round must not go on: it is to stop, or its lease is lost. */
    void checkpoint() {
        stop.check();
        lease.check();
    }

    /** Notes how much of a compressed source disk was unpacked. */
    void unpacked(long doneBytes, long totalBytes) {
        checkpoint();
        if (meter.unpacked(doneBytes, totalBytes)) {
            hub.progressed();
        }
    }

    /** Commits that the round is in another phase, and tells so. */
    void enter(JobPhase phase) {
        checkpoint();
        jobs().phase(lease.fence(), phase);
        entered(phase);
    }

    /** Tells that the round is in another phase. */
    void entered(JobPhase phase) {
        meter.phase(phase);
        hub.phaseChanged();
    }

    /** Returns what the job makes of the disks of its source; the same in each run. */
    TargetLayout layout() {
        TargetLayout known = layout;
        if (known == null) {
            known = Planner.plan(source, job.spec(), cloud.capabilities());
            layout = known;
        }
        return known;
    }

    /** Returns the disk of the target layout that has a number. */
    TargetDisk layout(int disk) {
        return layout().disks().stream()
                .filter(target -> target.index() == disk)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the tallies of all disks that are made, in their order. */
    List<DiskTally> tallies() {
        List<DiskTally> known = jobs().tallies(job.id(), round.number());
        List<DiskTally> all = new ArrayList<>();
        for (TargetDisk disk : layout().disks()) {
            int wanted = disk.index();
            all.add(known.stream()
                    .filter(tally -> tally.disk() == wanted)
                    .findFirst()
                    .orElse(DiskTally.none(wanted)));
        }
        return all;
    }

    /** Limits the bandwidth for the rest of the round, whether a channel is open or not. Thread-safe. */
    void limit(Bandwidth bandwidth) {
        limit = bandwidth;
        applyLimit();
    }

    /** Takes note of the open channel, or that there is none, and limits it. */
    void channel(@Nullable ReplicationChannel open) {
        synchronized (limiting) {
            channel = open;
            applied = null;
        }
        applyLimit();
    }

    /** Limits the open channel, if any, to what was asked for last, or else to what the job says of this time of the day. */
    void applyLimit() {
        Bandwidth asked = limit;
        Bandwidth wanted = asked == null
                ? job.spec().transfer().bandwidthLimitAt(environment.clock().instant())
                : asked;
        synchronized (limiting) {
            if (channel != null && (applied == null || !wanted.equals(applied))) {
                channel.limit(wanted);
                applied = wanted;
            }
        }
    }

    Environment environment() {
        return environment;
    }

    ReplicationJob job() {
        return job;
    }

    SourceServer source() {
        return source;
    }

    int round() {
        return round.number();
    }

    /** Returns the image of this round, if an earlier run made it. */
    Optional<String> imageId() {
        return round.imageId();
    }

    /** Returns the target; jobs with other targets are not created. */
    ImageTarget target() {
        return (ImageTarget) job.spec().target();
    }

    CloudProvider cloud() {
        return cloud;
    }

    Lease lease() {
        return lease;
    }

    StopSignal stop() {
        return stop;
    }

    Retry retry() {
        return retry;
    }

    Ledger ledger() {
        return ledger;
    }

    ProgressMeter meter() {
        return meter;
    }

    ListenerHub hub() {
        return hub;
    }

    Store store() {
        return environment.store();
    }

    JobStore jobs() {
        return environment.store().jobs();
    }
}
