package dev.smc.core.internal.store;

import dev.smc.api.model.DiskResult;
import dev.smc.api.model.JobError;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.RoundType;
import dev.smc.api.model.SyncRound;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rows of jobs and their rounds. */
final class JobRows {
    private static final String SELECT = "select id, spec, status, phase, error, created_at from job";

    private JobRows() {}

    /** The columns that decide who may run a job. */
    record Lease(JobStatus status, @Nullable String owner, long epoch, long leaseUntil) {}

    static Optional<Lease> lease(Tx tx, String id) throws SQLException {
        return tx.first(
                "select status, owner, epoch, lease_until from job where id = ?",
                row -> new Lease(JobStatus.valueOf(row.getString(1)), row.getString(2), row.getLong(3), row.getLong(4)),
                id);
    }

    static Optional<ReplicationJob> job(Tx tx, String id) throws SQLException {
        Optional<ReplicationJob.Builder> found = tx.first(SELECT + " where id = ?", JobRows::head, id);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get().rounds(rounds(tx, id)).build());
    }

    static List<ReplicationJob> jobs(Tx tx) throws SQLException {
        List<ReplicationJob> result = new ArrayList<>();
        for (String id : tx.list("select id from job order by seq", row -> row.getString(1))) {
            result.add(job(tx, id).orElseThrow());
        }
        return result;
    }

    static List<DiskTally> tallies(Tx tx, String id, int round) throws SQLException {
        return tx.list(
                "select disk, changed, transferred, wire, result from round_disk where job_id = ? and round = ?"
                        + " order by disk",
                row -> new DiskTally(
                        row.getInt(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        Optional.ofNullable(row.getString(5)).map(json -> ModelJson.read(json, DiskResult.class))),
                id,
                round);
    }

    private static ReplicationJob.Builder head(ResultSet row) throws SQLException {
        JobStatus status = JobStatus.valueOf(row.getString(3));
        ReplicationJob.Builder job = ReplicationJob.builder();
        job.id(row.getString(1))
                .spec(ModelJson.read(row.getString(2), JobSpec.class))
                .status(status)
                .createdAt(Instant.parse(row.getString(6)));
        // A job that does not run keeps its phase in the store, to go on from there.
        if (status == JobStatus.RUNNING && row.getString(4) != null) {
            job.phase(JobPhase.valueOf(row.getString(4)));
        }
        if (row.getString(5) != null) {
            job.error(ModelJson.read(row.getString(5), JobError.class));
        }
        return job;
    }

    private static List<SyncRound> rounds(Tx tx, String id) throws SQLException {
        List<SyncRound> result = new ArrayList<>();
        List<SyncRound.Builder> heads = tx.list(
                "select number, started_at, ended_at, image_id from round where job_id = ? order by number",
                JobRows::round,
                id);
        for (int i = 0; i < heads.size(); i++) {
            List<DiskResult> done = tallies(tx, id, i + 1).stream()
                    .flatMap(tally -> tally.result().stream())
                    .toList();
            result.add(heads.get(i).disks(done).build());
        }
        return result;
    }

    private static SyncRound.Builder round(ResultSet row) throws SQLException {
        int number = row.getInt(1);
        SyncRound.Builder round = SyncRound.builder();
        round.number(number)
                .type(number == 1 ? RoundType.FULL : RoundType.INCREMENTAL)
                .startedAt(Instant.parse(row.getString(2)))
                .endedAt(Optional.ofNullable(row.getString(3)).map(Instant::parse))
                .imageId(Optional.ofNullable(row.getString(4)));
        return round;
    }
}
