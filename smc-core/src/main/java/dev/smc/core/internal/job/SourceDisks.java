package dev.smc.core.internal.job;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.SourceDisk;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.disk.BlockSource;
import java.util.Map;
import java.util.TreeMap;

/** The disks that a run still has to copy, open, by their numbers. */
final class SourceDisks implements AutoCloseable {
    private final Map<Integer, OpenDisk> open = new TreeMap<>();

    private SourceDisks() {}

    /** Opens the disks that are not done, and notes whether the source can be read. */
    static SourceDisks open(RoundRun run) {
        SourceDisks disks = new SourceDisks();
        try {
            for (DiskTally tally : run.tallies()) {
                if (tally.result().isEmpty()) {
                    run.checkpoint();
                    disks.open(run, run.source().disks().get(tally.disk()));
                }
            }
            run.store().sources().unavailable(run.source().id(), false);
            return disks;
        } catch (SourceReadException | CorruptDiskException e) {
            disks.close();
            run.store().sources().unavailable(run.source().id(), true);
            throw e;
        } catch (RuntimeException | Error e) {
            disks.close();
            throw e;
        }
    }

    private void open(RoundRun run, SourceDisk disk) {
        DiskOpener opener = run.environment().disks();
        open.put(disk.index(), run.retry().call("opening " + disk.location(), () -> {
            BlockSource source = opener.open(disk.location());
            requireSize(run, disk, source);
            return opener.inspect(source);
        }));
    }

    /** Comes before the inspection, which would blame the partition table of a disk that shrank. */
    private static void requireSize(RoundRun run, SourceDisk disk, BlockSource source) {
        long was = disk.layout().sizeBytes();
        long is = source.size();
        if (was != is) {
            source.close();
            throw new SourceReadException(
                    ErrorCode.SOURCE_RESIZED,
                    "disk " + disk.index() + " (" + disk.location() + ") has " + is + " bytes, but had " + was
                            + " when source " + run.source().name() + " was registered",
                    "give it its old size back; or delete the job, register the source anew, and create a new job");
        }
    }

    Map<Integer, OpenDisk> all() {
        return open;
    }

    @Override
    public void close() {
        open.values().forEach(OpenDisk::close);
    }
}
