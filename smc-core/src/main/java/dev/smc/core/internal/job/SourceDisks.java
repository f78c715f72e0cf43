package dev.smc.core.internal.job;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.SourceDisk;
import dev.smc.core.internal.plan.PlannedDisks;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The disks that a run still has to copy, open, by their numbers. */
final class SourceDisks implements AutoCloseable {
    private final Map<Integer, OpenDisk> open = new TreeMap<>();
    private final Baselines baselines;
    private final Optional<OpenServer> server;

    private SourceDisks(Baselines baselines, Optional<OpenServer> server) {
        this.baselines = baselines;
        this.server = server;
    }

    /** Opens the disks that are not done, and notes whether the source can be read. */
    static SourceDisks open(RoundRun run) {
        List<DiskTally> tallies = run.tallies();
        if (tallies.stream().allMatch(tally -> tally.result().isPresent())) {
            return new SourceDisks(Baselines.none(run), Optional.empty());
        }
        Baselines baselines = Baselines.take(run);
        try {
            OpenServer server =
                    run.retry().call("opening the disks of " + run.source().name(), () -> inspect(run));
            SourceDisks disks = new SourceDisks(baselines, Optional.of(server));
            try {
                disks.compose(run, tallies);
                run.store().sources().unavailable(run.source().id(), false);
            } catch (RuntimeException | Error e) {
                disks.close();
                throw e;
            }
            return disks;
        } catch (SourceReadException | CorruptDiskException e) {
            run.store().sources().unavailable(run.source().id(), true);
            throw e;
        }
    }

    /** Puts those disks of the target together that are not done. */
    private void compose(RoundRun run, List<DiskTally> tallies) {
        OpenServer from = server.orElseThrow();
        List<PlannedDisks.Source> sources = new ArrayList<>();
        for (OpenDisk disk : from.disks()) {
            int index = sources.size();
            sources.add(new PlannedDisks.Source(
                    disk.source(),
                    from.layout().disks().get(index),
                    from.schemes().get(index),
                    disk.used()));
        }
        PlannedDisks planned = new PlannedDisks(run.source(), sources);
        for (DiskTally tally : tallies) {
            if (tally.result().isEmpty()) {
                PlannedDisks.Composed disk = planned.compose(run.layout(), run.layout(tally.disk()));
                open.put(tally.disk(), new OpenDisk(disk.disk(), disk.used()));
            }
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

    /** Returns all disks of the source and what is on them; empty if none of them had to be opened. */
    Optional<OpenServer> server() {
        return server;
    }

    Baselines baselines() {
        return baselines;
    }

    @Override
    public void close() {
        server.ifPresent(OpenServer::close);
    }
}
