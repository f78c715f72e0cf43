package dev.smc.core.internal.center;

import dev.smc.api.JobWaiter;
import dev.smc.api.Jobs;
import dev.smc.api.Replication;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.ImageTarget;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetLayout;
import dev.smc.core.internal.job.Clouds;
import dev.smc.core.internal.job.JobEngine;
import dev.smc.core.internal.plan.Planner;
import dev.smc.core.internal.store.JobStore;
import dev.smc.core.internal.store.SourceStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Jobs, stored and run. */
final class DefaultJobs implements Jobs {
    private final JobStore store;
    private final SourceStore sources;
    private final JobEngine engine;
    private final Clouds clouds;
    private final InstantSource clock;
    private final Ids ids;
    private final JobWaiter waiter;

    DefaultJobs(
            JobStore store,
            SourceStore sources,
            JobEngine engine,
            Clouds clouds,
            InstantSource clock,
            Ids ids,
            JobWaiter waiter) {
        this.store = store;
        this.sources = sources;
        this.engine = engine;
        this.clouds = clouds;
        this.clock = clock;
        this.ids = ids;
        this.waiter = waiter;
    }

    @Override
    public ReplicationJob create(JobSpec spec) {
        ReplicationJob.Builder builder = ReplicationJob.builder();
        ReplicationJob job = builder.id(ids.next("j-"))
                .spec(spec)
                .status(JobStatus.READY)
                .createdAt(clock.instant())
                .build();
        store.insert(job, violations(spec));
        return job;
    }

    private List<Violation> violations(JobSpec spec) {
        List<Violation> violations = new ArrayList<>();
        String region = spec.target().region();
        if (clouds.find(region).isEmpty()) {
            violations.add(new Violation(
                    "target.region", "no cloud has the region \"" + region + "\"; there is " + clouds.regions()));
        }
        if (!(spec.target() instanceof ImageTarget)) {
            violations.add(new Violation(
                    "target",
                    "must be an image, but is a " + spec.target().getClass().getName()));
        }
        try {
            layout(spec);
        } catch (InvalidSpecException e) {
            violations.addAll(e.violations());
        }
        return violations;
    }

    /** Returns what the job makes, unless source or region are unknown. */
    private Optional<TargetLayout> layout(JobSpec spec) {
        return sources.find(spec.sourceId())
                .flatMap(source -> clouds.find(spec.target().region())
                        .map(cloud -> Planner.plan(source, spec, cloud.capabilities())));
    }

    @Override
    public TargetLayout preview(JobSpec spec) {
        SourceServer source = sources.get(spec.sourceId());
        return layout(spec)
                .orElseThrow(() -> new InvalidSpecException(
                        "target.region",
                        "no cloud has the region \"" + spec.target().region() + "\"; there is " + clouds.regions()
                                + ", for source " + source.name()));
    }

    @Override
    public ReplicationJob get(String jobId) {
        return store.get(jobId);
    }

    @Override
    public List<ReplicationJob> list() {
        return store.list();
    }

    @Override
    public Replication start(String jobId) {
        return engine.start(jobId);
    }

    @Override
    public List<Replication> resume() {
        return engine.resume();
    }

    @Override
    public Optional<Replication> running(String jobId) {
        return engine.running(jobId);
    }

    @Override
    public void delete(String jobId) {
        engine.delete(jobId);
    }

    @Override
    public JobWaiter waiter() {
        return waiter;
    }
}
