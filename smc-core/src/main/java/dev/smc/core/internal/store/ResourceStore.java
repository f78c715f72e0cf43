package dev.smc.core.internal.store;

import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceState;
import dev.smc.api.model.ResourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The table of the resource ledger. Thread-safe. */
public final class ResourceStore {
    private static final String SELECT =
            "select job_id, type, ordinal, round, region, name, id, token, state, intended_at from resource"
                    + " where state <> 'RELEASED'";

    private final Database database;
    private final InstantSource clock;

    ResourceStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Returns the entry of what fills a slot; if nothing does, writes down that something is going to.
     *
     * @throws dev.smc.api.error.InvalidStateException code {@code LEASE_LOST} if the job is owned by another node
     */
    public LedgerEntry intend(Fence fence, Slot slot, String region, String name) {
        return database.write(tx -> {
            Fencing.require(tx, fence);
            Optional<LedgerEntry> current = current(tx, fence.jobId(), slot);
            if (current.isPresent()) {
                return current.get();
            }
            int generation = tx.list(
                            "select 1 from resource where job_id = ? and type = ? and ordinal = ? and round = ?",
                            row -> row.getInt(1),
                            fence.jobId(),
                            slot.type().name(),
                            slot.ordinal(),
                            slot.round())
                    .size();
            tx.update(
                    "insert into resource (token, job_id, type, ordinal, round, region, name, state, intended_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?, 'INTENDED', ?)",
                    ClientTokens.of(fence.jobId(), slot, generation),
                    fence.jobId(),
                    slot.type().name(),
                    slot.ordinal(),
                    slot.round(),
                    region,
                    name,
                    clock.instant().toString());
            return current(tx, fence.jobId(), slot).orElseThrow();
        });
    }

    /** Notes that an intended resource exists. Throws as {@link #intend}. */
    public void created(Fence fence, String token, String id) {
        database.write(tx -> {
            Fencing.require(tx, fence);
            return tx.update("update resource set id = ?, state = 'CREATED' where token = ?", id, token);
        });
    }

    /**
     * Notes that a resource is gone. Not fenced: it is the truth whoever says it, and a thing that is gone stays so. The rows of
     * a forgotten job go with it.
     */
    public void released(String token) {
        database.write(tx -> {
            tx.update("update resource set state = 'RELEASED' where token = ?", token);
            return tx.update("delete from resource where token = ? and job_id not in (select id from job)", token);
        });
    }

    /** Returns what fills a slot. */
    public Optional<LedgerEntry> current(String jobId, Slot slot) {
        return database.read(tx -> current(tx, jobId, slot));
    }

    /** Returns what a job has or may have, oldest first. */
    public List<LedgerEntry> ofJob(String jobId) {
        return database.read(tx -> tx.list(SELECT + " and job_id = ? order by seq", ResourceStore::entry, jobId));
    }

    /** Returns everything that exists or may exist, oldest first. */
    public List<LedgerEntry> list() {
        return database.read(tx -> tx.list(SELECT + " order by seq", ResourceStore::entry));
    }

    private static Optional<LedgerEntry> current(Tx tx, String jobId, Slot slot) throws SQLException {
        return tx.first(
                SELECT + " and job_id = ? and type = ? and ordinal = ? and round = ?",
                ResourceStore::entry,
                jobId,
                slot.type().name(),
                slot.ordinal(),
                slot.round());
    }

    private static LedgerEntry entry(ResultSet row) throws SQLException {
        ResourceType type = ResourceType.valueOf(row.getString(2));
        Resource.Builder resource = Resource.builder();
        resource.jobId(row.getString(1))
                .type(type)
                .region(row.getString(5))
                .name(row.getString(6))
                .id(Optional.ofNullable(row.getString(7)))
                .clientToken(row.getString(8))
                .state(ResourceState.valueOf(row.getString(9)))
                .intendedAt(Instant.parse(row.getString(10)));
        return new LedgerEntry(new Slot(type, row.getInt(3), row.getInt(4)), resource.build());
    }
}
