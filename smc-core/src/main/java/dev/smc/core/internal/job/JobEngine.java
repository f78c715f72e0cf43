package dev.smc.core.internal.job;

import dev.smc.api.Replication;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.core.internal.store.Claim;
import dev.smc.core.internal.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, resumes and deletes jobs on this node. Thread-safe. */
public final class JobEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobEngine.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(1);

    private final Environment environment;
    private final JobStore jobs;
    private final LeaseKeeper leases;
    private final Map<String, Running> running = new HashMap<>();
    private boolean closed;

    private record Running(RoundHandle handle, StopSignal stop) {}

    /** Creates an engine. */
    public JobEngine(Environment environment) {
        this.environment = environment;
        this.jobs = environment.store().jobs();
        this.leases = new LeaseKeeper(jobs, environment.ticker());
        leases.start();
    }

    /** As {@link dev.smc.api.Jobs#start}. */
    public Replication start(String jobId) {
        synchronized (running) {
            if (closed) {
                throw new InvalidStateException(ErrorCode.INVALID_STATE, "the centre is closed", "open it again");
            }
            ReplicationJob job = jobs.get(jobId);
            environment.clouds().of(job.spec().target().region());
            StopSignal stop = new StopSignal(jobId);
            Lease lease = leases.acquire(jobId, Claim.START, () -> stop.give(StopSignal.Reason.LEASE_LOST));
            try {
                return launch(jobs.get(jobId), lease, stop);
            } catch (RuntimeException | Error e) {
                running.remove(jobId);
                giveUp(lease, e);
                throw e;
            }
        }
    }

    private Replication launch(ReplicationJob job, Lease lease, StopSignal stop) {
        RoundRun run = new RoundRun(
                environment, job, environment.store().sources().get(job.spec().sourceId()), lease, stop);
        CompletableFuture<ReplicationResult> ended = new CompletableFuture<>();
        RoundHandle handle = new RoundHandle(run, ended, this::delete);
        running.put(job.id(), new Running(handle, stop));
        try {
            environment.executor().execute(new JobRunner(run, ended, () -> letGo(lease)));
        } catch (RejectedExecutionException e) {
            throw new InvalidStateException(
                    ErrorCode.INVALID_STATE,
                    "the executor takes no thread for job " + job.id(),
                    "give the centre an executor with a thread for each job and each of its disks",
                    e);
        }
        return handle;
    }

    private void letGo(Lease lease) {
        synchronized (running) {
            running.remove(lease.fence().jobId());
        }
        // Last: from here on the job can be claimed again.
        leases.drop(lease);
    }

    private void giveUp(Lease lease, Throwable reason) {
        leases.drop(lease);
        try {
            jobs.giveUp(lease.fence());
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** As {@link dev.smc.api.Jobs#resume}. */
    public List<Replication> resume() {
        List<Replication> resumed = new ArrayList<>();
        for (ReplicationJob job : jobs.list()) {
            if (job.status() == JobStatus.RUNNING && running(job.id()).isEmpty()) {
                try {
                    resumed.add(start(job.id()));
                } catch (InvalidStateException e) {
                    LOG.warn("job {} not resumed: {}", job.id(), e.getMessage());
                }
            }
        }
        return resumed;
    }

    /** As {@link dev.smc.api.Jobs#running}. */
    public Optional<Replication> running(String jobId) {
        synchronized (running) {
            return Optional.ofNullable(running.get(jobId)).map(Running::handle);
        }
    }

    /** As {@link dev.smc.api.Jobs#delete}. */
    public void delete(String jobId) {
        ReplicationJob job = jobs.get(jobId);
        StopSignal stop = new StopSignal(jobId);
        environment.clouds().of(job.spec().target().region());
        Lease lease = leases.acquire(jobId, Claim.DELETE, () -> stop.give(StopSignal.Reason.LEASE_LOST));
        try {
            new JobDeletion(environment, job, lease, stop).release();
            jobs.forget(lease.fence());
            leases.drop(lease);
        } catch (MigrationException e) {
            giveUp(lease, e);
            throw e.forJob(jobId);
        } catch (RuntimeException | Error e) {
            giveUp(lease, e);
            throw e;
        }
    }

    /** Ends the runs without marking them as stopped, and waits for them at most a minute. */
    @Override
    public void close() {
        List<Running> runs;
        synchronized (running) {
            closed = true;
            runs = List.copyOf(running.values());
        }
        runs.forEach(run -> run.stop().give(StopSignal.Reason.CLOSING));
        CompletableFuture<?> all = CompletableFuture.allOf(
                runs.stream().map(run -> run.handle().whenEnded()).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn(
                    "some of the jobs {} have not ended in {}",
                    runs.stream().map(r -> r.handle().id()).toList(),
                    CLOSE_TIMEOUT);
        }
        leases.close();
    }
}
