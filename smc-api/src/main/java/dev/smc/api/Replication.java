package dev.smc.api;

import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.util.concurrent.CompletableFuture;

/** The handle of a sync round that runs in this centre. Letting go of it changes nothing. Thread-safe. */
public interface Replication {

    /** Returns the job's id. */
    String id();

    /**
     * Returns a future of the round's result. It fails with a {@link dev.smc.api.error.MigrationException}, of code
     * {@code STOPPED} after {@link #stop()} or {@link #cancel()}. Completing or cancelling it changes nothing of the round.
     */
    CompletableFuture<ReplicationResult> completion();

    /** Returns how far the round is. */
    Progress progress();

    /** Adds a listener; see {@link ProgressListener} for what it is told. */
    void addListener(ProgressListener listener);

    /** Changes the limit on bytes on the wire from now to the end of the round. */
    void limit(Bandwidth bandwidth);

    /**
     * Asks the round to stop; everything it made stays, and {@link Jobs#start} goes on with it. Returns a future that is done
     * when the job has stopped or the round has ended otherwise.
     */
    CompletableFuture<Void> stop();

    /**
     * Stops the round and deletes the job as {@link Jobs#delete} does. Returns a future that is done when everything temporary
     * has been released.
     */
    CompletableFuture<Void> cancel();
}
