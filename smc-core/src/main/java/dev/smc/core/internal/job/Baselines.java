package dev.smc.core.internal.job;

import dev.smc.spi.disk.AllocationMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the temporary disks are known to hold, for sources that keep count of writes: so a run need not read what has not changed
 * since. A baseline says that a disk was replicated to its end by the last run that opened it, and what was in use of it then.
 *
 * <p>A run takes all baselines away before it opens a source: if it does not get to the end of a disk, for whatever reason, or if it
 * opens a disk that is done already, the next run finds none and reads the whole disk. Thread-safe.
 */
final class Baselines {
    private final RoundRun run;
    private final Map<Integer, AllocationMap> taken;
    /** What is in use of the disks whose source keeps count. */
    private final Map<Integer, AllocationMap> counted = new ConcurrentHashMap<>();

    private Baselines(RoundRun run, Map<Integer, AllocationMap> taken) {
        this.run = run;
        this.taken = taken;
    }

    /** Returns no baselines, for a run that opens no source. */
    static Baselines none(RoundRun run) {
        return new Baselines(run, Map.of());
    }

    /** Takes the baselines of all disks. */
    static Baselines take(RoundRun run) {
        return new Baselines(run, run.store().baselines().take(run.lease().fence()));
    }

    /** Returns where a disk may differ from what its temporary disk holds, if that is known. */
    Optional<AllocationMap> changed(int index, OpenDisk disk) {
        Optional<AllocationMap> written = disk.source().changed();
        if (written.isPresent()) {
            counted.put(index, disk.used());
        }
        AllocationMap before = taken.get(index);
        return before == null || before.size() != disk.used().size()
                ? Optional.empty()
                : written.map(map -> map.union(before.difference(disk.used())));
    }

    /** Notes that a disk was replicated to its end. */
    void done(int index) {
        AllocationMap used = counted.get(index);
        if (used != null) {
            run.store().baselines().put(run.lease().fence(), index, used);
        }
    }
}
