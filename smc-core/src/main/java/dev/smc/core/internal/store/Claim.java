package dev.smc.core.internal.store;

import dev.smc.api.model.JobStatus;
import java.util.EnumSet;
import java.util.Set;

/** What a job can be claimed for. */
public enum Claim {
    /** To run a sync round, or go on with one. */
    START("started", JobStatus.RUNNING),
    /** To release everything it holds and forget it. */
    DELETE("deleted", JobStatus.DELETING);

    private final String done;
    private final JobStatus to;

    Claim(String done, JobStatus to) {
        this.done = done;
        this.to = to;
    }

    /** Returns the past participle, for messages. */
    String done() {
        return done;
    }

    JobStatus to() {
        return to;
    }

    Set<JobStatus> from() {
        return this == DELETE
                ? EnumSet.allOf(JobStatus.class)
                : EnumSet.of(
                        JobStatus.READY, JobStatus.RUNNING, JobStatus.STOPPED, JobStatus.IN_ERROR, JobStatus.WAITING);
    }
}
