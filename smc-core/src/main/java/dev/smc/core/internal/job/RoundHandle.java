package dev.smc.core.internal.job;

import dev.smc.api.ProgressListener;
import dev.smc.api.Replication;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What a user holds of a run. Every future it gives is a new one, so that nobody can complete it for others. Thread-safe. */
final class RoundHandle implements Replication {
    private final RoundRun run;
    private final CompletableFuture<ReplicationResult> ended;
    private final Consumer<String> delete;

    RoundHandle(RoundRun run, CompletableFuture<ReplicationResult> ended, Consumer<String> delete) {
        this.run = run;
        this.ended = ended;
        this.delete = delete;
    }

    @Override
    public String id() {
        return run.job().id();
    }

    @Override
    public CompletableFuture<ReplicationResult> completion() {
        CompletableFuture<ReplicationResult> mine = new CompletableFuture<>();
        var unused = ended.whenComplete((result, error) -> {
            if (error != null) {
                mine.completeExceptionally(error);
            } else {
                mine.complete(result);
            }
        });
        return mine;
    }

    @Override
    public Progress progress() {
        return run.meter().snapshot();
    }

    @Override
    public void addListener(ProgressListener listener) {
        run.hub().add(listener);
    }

    @Override
    public void limit(Bandwidth bandwidth) {
        run.limit(bandwidth);
    }

    @Override
    public CompletableFuture<Void> stop() {
        run.stop().give(StopSignal.Reason.STOPPED);
        return whenEnded();
    }

    @Override
    public CompletableFuture<Void> cancel() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Executor executor = run.environment().executor();
        var unused = stop().thenRunAsync(() -> delete.accept(id()), executor).whenComplete((nothing, error) -> {
            if (error != null) {
                done.completeExceptionally(error.getCause() == null ? error : error.getCause());
            } else {
                done.complete(null);
            }
        });
        return done;
    }

    CompletableFuture<Void> whenEnded() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        var unused = ended.whenComplete((result, error) -> mine.complete(null));
        return mine;
    }
}
