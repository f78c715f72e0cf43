package dev.smc.api;

import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;

/**
 * Is told how a sync round moves. The rules:
 *
 * <ol>
 *   <li>{@link #started} is called once, first; for a listener added later, when it is added.
 *   <li>{@link #completed} or {@link #failed} is called once, last, before {@link Replication#completion()} is done.
 *   <li>{@link #phaseChanged} is called when the phase has changed, {@link #progressed} about four times a second while
 *       syncing.
 *   <li>Calls for one listener come one at a time, but from any thread.
 *   <li>A listener must not block: the round waits for it.
 *   <li>What a listener throws is logged and otherwise ignored.
 * </ol>
 */
public interface ProgressListener {

    /** The round was started or resumed. */
    default void started(Progress progress) {}

    /** The phase has changed. */
    default void phaseChanged(Progress progress) {}

    /** The round has moved. */
    default void progressed(Progress progress) {}

    /** The round is done. */
    default void completed(ReplicationResult result) {}

    /** The round failed or was stopped. */
    default void failed(MigrationException error) {}

    /** Returns a listener that logs phases, every tenth of the way, and the end, at level INFO. */
    static ProgressListener logging() {
        return new LoggingProgressListener();
    }
}
