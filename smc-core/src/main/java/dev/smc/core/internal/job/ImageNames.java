package dev.smc.core.internal.job;

import dev.smc.api.model.ReplicationJob;

/** The names of images. */
final class ImageNames {
    private static final int MAX = 128;

    private ImageNames() {}

    /** Returns the name that a round's image should have. Every round of a job that keeps syncing carries its number. */
    static String wanted(ReplicationJob job, String imageName, int round) {
        return job.spec().runOnce() ? imageName : withSuffix(imageName, "_CYCLE_" + round);
    }

    /** Returns the name to take if the one wanted is taken. */
    static String fallback(ReplicationJob job, String wanted) {
        return withSuffix(wanted, "_" + job.id());
    }

    private static String withSuffix(String name, String suffix) {
        int keep = Math.min(name.length(), MAX - suffix.length());
        return name.substring(0, keep) + suffix;
    }
}
