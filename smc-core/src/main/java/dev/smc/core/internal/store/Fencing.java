package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import java.sql.SQLException;

/** Refuses commits of nodes that no longer own the job. */
final class Fencing {
    static final String WHERE = " where id = ? and epoch = ? and owner = ?";

    private Fencing() {}

    /** Checks within a transaction that writes other tables; the write lock keeps the answer true until the commit. */
    static void require(Tx tx, Fence fence) throws SQLException {
        if (!tx.exists("select 1 from job" + WHERE, fence.jobId(), fence.epoch(), fence.owner())) {
            throw lost(fence);
        }
    }

    static InvalidStateException lost(Fence fence) {
        return new InvalidStateException(
                ErrorCode.LEASE_LOST,
                "node " + fence.owner() + " no longer owns job " + fence.jobId() + " in epoch " + fence.epoch()
                        + ", so its work here was stopped",
                "another centre goes on with it, or start it again");
    }
}
