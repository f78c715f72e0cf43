package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobError;
import dev.smc.api.model.ReplicationResult;
import dev.smc.core.internal.store.Fence;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a sync round in a thread of the executor, and sees to it that its end, whatever it is, is written down and told. */
final class JobRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final RoundRun run;
    private final CompletableFuture<ReplicationResult> ended;
    private final Runnable letGo;

    /**
     * Creates a runner.
     *
     * @param ended is completed last
     * @param letGo gives up the lease and the place among the running jobs
     */
    JobRunner(RoundRun run, CompletableFuture<ReplicationResult> ended, Runnable letGo) {
        this.run = run;
        this.ended = ended;
        this.letGo = letGo;
    }

    @Override
    public void run() {
        run.hub().started();
        ReplicationResult result;
        try {
            result = new Round(run).complete();
        } catch (Throwable t) {
            MigrationException error = conclude(t);
            letGo.run();
            run.hub().failed(error);
            ended.completeExceptionally(error);
            return;
        }
        letGo.run();
        run.hub().completed(result);
        ended.complete(result);
    }

    private MigrationException conclude(Throwable reason) {
        MigrationException error = reason instanceof MigrationException known
                ? known
                : new MigrationException(
                        ErrorCode.INTERNAL,
                        "job " + run.job().id() + " failed by a defect: " + reason,
                        "report it with the stack trace",
                        reason);
        try {
            writeDown(error);
        } catch (Throwable t) {
            // The job stays marked as running, without a live lease: it can be resumed.
            LOG.warn("cannot write down how job {} ended: {}", run.job().id(), t.toString());
            error.addSuppressed(t);
        }
        return error.forJob(run.job().id());
    }

    private void writeDown(MigrationException error) {
        Fence fence = run.lease().fence();
        StopSignal.Reason stopped = run.stop().reason().orElse(null);
        if (error.code() == ErrorCode.LEASE_LOST) {
            LOG.debug("job {} left to its next owner", run.job().id());
        } else if (error.code() == ErrorCode.STOPPED && stopped == StopSignal.Reason.STOPPED) {
            run.jobs().stopped(fence);
        } else if (error.code() == ErrorCode.STOPPED && stopped == StopSignal.Reason.CLOSING) {
            run.jobs().giveUp(fence);
        } else {
            run.jobs().failed(fence, jobError(error));
        }
    }

    private JobError jobError(MigrationException error) {
        String kept = KeptResources.describe(run.ledger().entries(), run.cloud());
        JobError.Builder builder = JobError.builder();
        return builder.code(error.code())
                .message(error.getMessage() + kept)
                .retryable(error.retryable())
                .at(run.environment().clock().instant())
                .build();
    }
}
