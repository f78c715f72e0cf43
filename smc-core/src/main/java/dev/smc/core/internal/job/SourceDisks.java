package dev.smc.core.internal.job;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.SourceDisk;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The disks that a run still has to copy, open, by their numbers. */
final class SourceDisks implements AutoCloseable {
    private final Map<Integer, OpenDisk> open = new TreeMap<>();
    private final Baselines baselines;

    private SourceDisks(Baselines baselines) {
        this.baselines = baselines;
    }

    /** Opens the disks that are not done, and notes whether the source can be read. */
    static SourceDisks open(RoundRun run) {
        List<DiskTally> tallies = run.tallies();
        if (tallies.stream().allMatch(tally -> tally.result().isPresent())) {
            return new SourceDisks(Baselines.none(run));
        }
        SourceDisks disks = new SourceDisks(Baselines.take(run));
        try {
            OpenServer server =
                    run.retry().call("opening the disks of " + run.source().name(), () -> inspect(run));
            for (DiskTally tally : tallies) {
                OpenDisk disk = server.disks().get(tally.disk());
                if (tally.result().isPresent()) {
                    disk.close();
                } else {
                    disks.open.put(tally.disk(), disk);
                }
            }
            run.store().sources().unavailable(run.source().id(), false);
            return disks;
        } catch (SourceReadException | CorruptDiskException e) {
            run.store().sources().unavailable(run.source().id(), true);
            throw e;
        } catch (RuntimeException | Error e) {
            disks.close();
            throw e;
        }
    }

    /** Opens and inspects also the disks that are done: what is in use of one may be written on another. */
    private static OpenServer inspect(RoundRun run) {
        DiskOpener opener = run.environment().disks();
        List<BlockSource> sources = new ArrayList<>();
        try {
            for (SourceDisk disk : run.source().disks()) {
                run.checkpoint();
                BlockSource source = opener.open(disk.location(), run::unpacked);
                sources.add(source);
                requireSize(run, disk, source);
            }
        } catch (RuntimeException | Error e) {
            sources.forEach(BlockSource::close);
            throw e;
        }
        return opener.inspect(sources);
    }

    /** Comes before the inspection, which would blame the partition table of a disk that shrank. */
    private static void requireSize(RoundRun run, SourceDisk disk, BlockSource source) {
        long was = disk.layout().sizeBytes();
        long is = source.size();
        if (was != is) {
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

    Baselines baselines() {
        return baselines;
    }

    @Override
    public void close() {
        open.values().forEach(OpenDisk::close);
    }
}
