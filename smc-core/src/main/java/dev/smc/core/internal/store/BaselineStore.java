package dev.smc.core.internal.store;

import dev.smc.spi.disk.AllocationMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of baselines: what was in use of a disk when a job last replicated it to its end, as long as the job has not opened the
 * disk again. Thread-safe.
 */
public final class BaselineStore {
    private final Database database;

    BaselineStore(Database database) {
        this.database = database;
    }

    private record Row(int disk, Optional<AllocationMap> used) {}

    /** Takes the baselines of a job away, and returns them by their disks. */
    public Map<Integer, AllocationMap> take(Fence fence) {
        List<Row> rows = database.read(tx -> tx.list(
                "select disk, used from baseline where job_id = ?",
                row -> new Row(row.getInt(1), PackedMap.unpack(row.getBytes(2))),
                fence.jobId()));
        if (!rows.isEmpty()) {
            database.write(tx -> {
                Fencing.require(tx, fence);
                return tx.update("delete from baseline where job_id = ?", fence.jobId());
            });
        }
        Map<Integer, AllocationMap> taken = new HashMap<>();
        rows.forEach(row -> row.used.ifPresent(used -> taken.put(row.disk, used)));
        return taken;
    }

    /** Notes the baseline of a disk, unless it is too long to be worth it. */
    public void put(Fence fence, int disk, AllocationMap used) {
        byte[] packed = PackedMap.pack(used);
        if (packed.length <= PackedMap.LONGEST) {
            database.write(tx -> {
                Fencing.require(tx, fence);
                return tx.update(
                        "insert or replace into baseline (job_id, disk, used) values (?, ?, ?)",
                        fence.jobId(),
                        disk,
                        packed);
            });
        }
    }
}
