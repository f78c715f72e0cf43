package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A replication job as it stood when it was read. Read it again to see it move. */
@Value.Immutable
@JsonSerialize(as = ImmutableReplicationJob.class)
@JsonDeserialize(as = ImmutableReplicationJob.class)
public interface ReplicationJob {
    /** Returns the identifier, {@code j-...}. */
    String id();

    /** Returns what was asked for. */
    JobSpec spec();

    /** Returns the state. */
    JobStatus status();

    /** Returns where the running round stands; empty unless {@link JobStatus#RUNNING}. */
    Optional<JobPhase> phase();

    /** Returns why it failed; empty unless {@link JobStatus#IN_ERROR}. */
    Optional<JobError> error();

    /** Returns the sync rounds, oldest first. */
    List<SyncRound> rounds();

    /** Returns when it was created. */
    Instant createdAt();

    /** Returns the name, for short. */
    default String name() {
        return spec().name();
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ReplicationJob of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ReplicationJob}. Not thread-safe. */
    final class Builder extends ImmutableReplicationJob.Builder {
        Builder() {}
    }
}
