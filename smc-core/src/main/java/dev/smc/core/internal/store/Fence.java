package dev.smc.core.internal.store;

/**
 * Proof of owning a job. A commit that shows it takes effect only while the job's row still carries the same owner and epoch.
 *
 * @param jobId the job
 * @param owner the node that claimed it
 * @param epoch the number of the claim; every claim has a higher one
 */
public record Fence(String jobId, String owner, long epoch) {}
