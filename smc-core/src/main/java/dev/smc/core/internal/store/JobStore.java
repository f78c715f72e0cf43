package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.JobError;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.ReplicationJob;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables of jobs, their leases and their sync rounds. Every commit of a job's progress shows a {@link Fence} and throws code
 * {@code LEASE_LOST} if another node owns the job by then. Thread-safe.
 */
public final class JobStore {
    private final Database database;
    private final Nodes nodes;
    private final InstantSource clock;

    JobStore(Database database, Nodes nodes, InstantSource clock) {
        this.database = database;
        this.nodes = nodes;
        this.clock = clock;
    }

    /**
     * Adds a job.
     *
     * @param violations rules that the job was already found to break
     * @throws InvalidSpecException with all violations, if there are any
     */
    public void insert(ReplicationJob job, List<Violation> violations) {
        database.write(tx -> {
            List<Violation> all = new ArrayList<>(violations);
            if (tx.exists("select 1 from job where name = ?", job.name())) {
                all.add(new Violation("name", "a job named \"" + job.name() + "\" exists; choose another name"));
            }
            String sourceId = job.spec().sourceId();
            if (!tx.exists("select 1 from source where id = ?", sourceId)) {
                all.add(new Violation("sourceId", "there is no source \"" + sourceId + "\"; register it first"));
            }
            tx.first(
                            "select id from job where source_id = ? and status <> 'FINISHED'",
                            row -> row.getString(1),
                            sourceId)
                    .ifPresent(other -> all.add(new Violation(
                            "sourceId",
                            "source " + sourceId + " has the unfinished job " + other
                                    + "; let it finish or delete it first")));
            if (!all.isEmpty()) {
                throw new InvalidSpecException(all);
            }
            return tx.update(
                    "insert into job (id, name, source_id, spec, status, created_at) values (?, ?, ?, ?, ?, ?)",
                    job.id(),
                    job.name(),
                    sourceId,
                    ModelJson.write(job.spec()),
                    job.status().name(),
                    job.createdAt().toString());
        });
    }

    /** Returns a job; throws {@code NOT_FOUND} if there is none. */
    public ReplicationJob get(String id) {
        return database.read(tx -> JobRows.job(tx, id)).orElseThrow(() -> notFound(id));
    }

    /** Returns all jobs, oldest first. */
    public List<ReplicationJob> list() {
        return database.read(JobRows::jobs);
    }

    /**
     * Claims a job for this node if no living node has a valid lease on it: gives it a new epoch and a lease, and for
     * {@link Claim#START} opens the next round, unless the last one is unfinished.
     *
     * @throws InvalidStateException if the job is in the wrong state, or runs elsewhere
     */
    public Fence claim(String id, Claim claim, Duration ttl) {
        return database.write(tx -> {
            JobRows.Lease row = JobRows.lease(tx, id).orElseThrow(() -> notFound(id));
            if (!claim.from().contains(row.status())) {
                throw new InvalidStateException(
                                ErrorCode.INVALID_STATE,
                                "job " + id + " is " + row.status() + " and cannot be " + claim.done(),
                                "it can only be " + claim.done() + " while it is one of "
                                        + claim.from().stream().sorted().toList())
                        .forJob(id);
            }
            requireUnowned(id, row);
            Fence fence = new Fence(id, nodes.id(), row.epoch() + 1);
            tx.update(
                    "update job set owner = ?, epoch = ?, lease_until = ?, status = ?, error = null where id = ?",
                    fence.owner(),
                    fence.epoch(),
                    expiry(ttl),
                    claim.to().name(),
                    id);
            if (claim == Claim.START) {
                openRound(tx, id);
            }
            return fence;
        });
    }

    private void requireUnowned(String id, JobRows.Lease row) {
        String owner = row.owner();
        if (owner != null
                && !owner.equals(nodes.id())
                && row.leaseUntil() > clock.instant().toEpochMilli()
                && nodes.isAlive(owner)) {
            throw new InvalidStateException(
                            ErrorCode.INVALID_STATE,
                            "job " + id + " is " + row.status() + " in another centre, node " + owner,
                            "stop it there, or wait for it")
                    .forJob(id);
        }
    }

    private void openRound(Tx tx, String id) throws SQLException {
        boolean unfinished = tx.exists("select 1 from round where job_id = ? and ended_at is null", id);
        if (!unfinished) {
            tx.update(
                    "insert into round (job_id, number, started_at)"
                            + " select ?, coalesce(max(number), 0) + 1, ? from round where job_id = ?",
                    id,
                    clock.instant().toString(),
                    id);
        }
        // A round that was syncing has to prepare again: its instance needs the identity of this run.
        tx.update(
                "update job set phase = 'PREPARING' where id = ?"
                        + " and (? or phase is null or phase not in ('PROCESSING', 'CLEANING'))",
                id,
                !unfinished);
    }

    /** Extends the lease. Returns whether the job is still owned. */
    public boolean renew(Fence fence, Duration ttl) {
        return database.write(tx -> tx.update(
                        "update job set lease_until = ?" + Fencing.WHERE,
                        expiry(ttl),
                        fence.jobId(),
                        fence.epoch(),
                        fence.owner())
                == 1);
    }

    /** Gives the job up as it stands, so that it can be claimed at once. */
    public void giveUp(Fence fence) {
        fenced(fence, "update job set owner = null, lease_until = null" + Fencing.WHERE);
    }

    /** Notes where the round stands. */
    public void phase(Fence fence, JobPhase phase) {
        fenced(fence, "update job set phase = ?" + Fencing.WHERE, phase.name());
    }

    /** Notes that the round was stopped, and gives the job up. */
    public void stopped(Fence fence) {
        fenced(fence, "update job set status = 'STOPPED', owner = null, lease_until = null" + Fencing.WHERE);
    }

    /** Notes that the round failed, and gives the job up. */
    public void failed(Fence fence, JobError error) {
        fenced(
                fence,
                "update job set status = 'IN_ERROR', error = ?, owner = null, lease_until = null" + Fencing.WHERE,
                ModelJson.write(error));
    }

    /** Notes the image that a round made, and that the round is cleaning up from now on. */
    public void imageMade(Fence fence, int round, String imageId) {
        database.write(tx -> {
            update(tx, fence, "update job set phase = 'CLEANING'" + Fencing.WHERE);
            return tx.update(
                    "update round set image_id = ? where job_id = ? and number = ?", imageId, fence.jobId(), round);
        });
    }

    /** Notes that the round is done, what the job is from now on, and gives it up. */
    public void roundDone(Fence fence, int round, JobStatus status) {
        database.write(tx -> {
            update(
                    tx,
                    fence,
                    "update job set status = ?, phase = null, owner = null, lease_until = null" + Fencing.WHERE,
                    status.name());
            return tx.update(
                    "update round set ended_at = ? where job_id = ? and number = ?",
                    clock.instant().toString(),
                    fence.jobId(),
                    round);
        });
    }

    /** Returns what a round did with its disks so far, in their order; disks never touched are missing. */
    public List<DiskTally> tallies(String jobId, int round) {
        return database.read(tx -> JobRows.tallies(tx, jobId, round));
    }

    /** Notes what a round did with disks so far. */
    public void tally(Fence fence, int round, List<DiskTally> tallies) {
        database.write(tx -> {
            Fencing.require(tx, fence);
            for (DiskTally tally : tallies) {
                tx.update(
                        "insert or replace into round_disk (job_id, round, disk, changed, transferred, wire, result)"
                                + " values (?, ?, ?, ?, ?, ?, ?)",
                        fence.jobId(),
                        round,
                        tally.disk(),
                        tally.changed(),
                        tally.transferred(),
                        tally.wire(),
                        resultJson(tally.result()));
            }
            return true;
        });
    }

    /** Forgets a job with its rounds, and what it has released. What is left in the ledger stays. */
    public void forget(Fence fence) {
        database.write(tx -> {
            update(tx, fence, "delete from job" + Fencing.WHERE);
            return tx.update("delete from resource where job_id = ? and state = 'RELEASED'", fence.jobId());
        });
    }

    private void fenced(Fence fence, String sql, @Nullable Object... parameters) {
        database.write(tx -> {
            update(tx, fence, sql, parameters);
            return true;
        });
    }

    private static void update(Tx tx, Fence fence, String sql, @Nullable Object... parameters) throws SQLException {
        List<@Nullable Object> all = new ArrayList<>(List.of(parameters));
        all.addAll(List.of(fence.jobId(), fence.epoch(), fence.owner()));
        if (tx.update(sql, all.toArray()) == 0) {
            throw Fencing.lost(fence);
        }
    }

    private static @Nullable String resultJson(Optional<DiskResult> result) {
        return result.map(ModelJson::write).orElse(null);
    }

    private long expiry(Duration ttl) {
        return clock.instant().plus(ttl).toEpochMilli();
    }

    private static InvalidStateException notFound(String id) {
        return new InvalidStateException(
                ErrorCode.NOT_FOUND, "there is no job \"" + id + "\"", "list the jobs for their ids");
    }
}
