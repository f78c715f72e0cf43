package dev.smc.core.internal.center;

import dev.smc.api.Guests;
import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.api.model.ImageFormat;
import dev.smc.core.internal.boot.BootMachine;
import dev.smc.core.internal.boot.BootMachines;
import dev.smc.core.internal.boot.BootProof;
import dev.smc.core.internal.disk.ScratchDirectory;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.service.Adapter;
import dev.smc.core.internal.guest.service.OldNumbers;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.SparseCopy;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenDisk;
import dev.smc.core.internal.job.OpenServer;
import dev.smc.core.internal.undo.DiskChanges;
import dev.smc.core.internal.undo.LockedDisks;
import dev.smc.core.internal.undo.UndoJournal;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is done with guests on disks outside of jobs. */
final class DefaultGuests implements Guests {
    private static final String RAW = "raw";

    private final DiskOpener disks;
    private final EditingRights rights;
    private final Path scratch;
    private volatile boolean closed;

    /**
     * Creates the service.
     *
     * @param rights how guests may be edited here
     * @param scratch where there is room for what is worked out; need not exist
     */
    DefaultGuests(DiskOpener disks, EditingRights rights, Path scratch) {
        this.rights = rights;
        this.disks = disks;
        this.scratch = scratch;
    }

    @Override
    public ImageCheckReport check(List<DiskLocation> locations) {
        return check(locations, AdaptationOptions.off());
    }

    @Override
    public ImageCheckReport check(List<DiskLocation> locations, AdaptationOptions options) {
        return options.enabled() ? outcome(locations, options).check() : predict(locations, options);
    }

    @Override
    public ImageCheckReport predict(List<DiskLocation> locations, AdaptationOptions options) {
        return with(
                locations,
                server -> Adapter.predict(server.inspected(), options, rights).check());
    }

    @Override
    public AdaptationReport preview(List<DiskLocation> locations, AdaptationOptions options) {
        return outcome(locations, options).adaptation();
    }

    private Adapter.Outcome outcome(List<DiskLocation> locations, AdaptationOptions options) {
        try (ScratchDirectory work = ScratchDirectory.in(scratch)) {
            return with(
                    locations,
                    server -> outcome(server, options, work, work.path().resolve("journal")));
        }
    }

    private Adapter.Outcome outcome(OpenServer server, AdaptationOptions options, ScratchDirectory work, Path journal) {
        List<BlockSource> sources =
                server.disks().stream().map(OpenDisk::source).toList();
        return new Adapter(sources, options, rights, OldNumbers.NONE).prepare(work.directory("edited"), journal);
    }

    @Override
    public AdaptationReport adapt(List<Path> paths, AdaptationOptions options, Path journal) {
        requireOpen();
        List<DiskLocation> locations = paths.stream().map(DiskLocation::of).toList();
        ServerDisks.requireDistinct(locations);
        boolean isAdapted;
        try (LockedDisks locked = LockedDisks.open(paths)) {
            isAdapted = isAdapted(journal, paths, locked);
        }
        try (ScratchDirectory work = ScratchDirectory.in(scratch)) {
            Path proposed = work.path().resolve("journal");
            AdaptationReport report = with(locations, server -> {
                requireRaw(server);
                return outcome(server, options, work, proposed).adaptation();
            });
            if (!Files.exists(proposed)) {
                return report;
            }
            if (isAdapted) {
                throw adaptedAlready(journal);
            }
            apply(proposed, journal, paths);
            return report.toBuilder().applied(true).build();
        }
    }

    /** Working it out may have taken hours, in which somebody else came to use the disks, or adapted them. */
    private static void apply(Path proposed, Path journal, List<Path> paths) {
        try (LockedDisks locked = LockedDisks.open(paths)) {
            if (isAdapted(journal, paths, locked)) {
                throw adaptedAlready(journal);
            }
            // It is whole, and for good, before the first change.
            SparseCopy.copy(proposed, journal, CopyListener.NONE);
            try (UndoJournal changes = UndoJournal.open(journal)) {
                DiskChanges.apply(changes, locked.targets());
            }
        }
    }

    private static InvalidSpecException adaptedAlready(Path journal) {
        return new InvalidSpecException(
                "journal",
                journal + " is that of an adaptation that was made, and there is more to change now; undo it first,"
                        + " or name another file");
    }

    /**
     * Returns whether the changes of a journal that is there are made. One whose changes are not made is of no use, and is replaced.
     *
     * @throws InvalidSpecException if it is that of other disks, or its changes are made in part
     */
    private static boolean isAdapted(Path journal, List<Path> disks, LockedDisks locked) {
        if (!Files.exists(journal)) {
            return false;
        }
        try (UndoJournal changes = UndoJournal.open(journal)) {
            DiskChanges.State state = DiskChanges.state(changes, locked.targets());
            if (state == DiskChanges.State.BETWEEN) {
                throw new InvalidSpecException(
                        "journal", journal + " was applied in part, which was cut off; undo that adaptation first");
            }
            // A copy of another disk is as that was before; its journal is still needed.
            if (state == DiskChanges.State.OTHER || (state == DiskChanges.State.BEFORE && !isOf(changes, disks))) {
                throw new InvalidSpecException(
                        "journal", journal + " is of other disks, or of these before they went on; name another file");
            }
            return state == DiskChanges.State.AFTER;
        } catch (CorruptDiskException e) {
            throw new InvalidSpecException(
                    "journal", journal + " exists, and is no undo journal, or damaged; name another file");
        }
    }

    /** Returns whether a journal was written for disks in these very places. */
    private static boolean isOf(UndoJournal journal, List<Path> disks) {
        try {
            for (int i = 0; i < disks.size(); i++) {
                Path then = Path.of(journal.disks().get(i).location());
                if (!Files.exists(then) || !Files.isSameFile(then, disks.get(i))) {
                    return false;
                }
            }
            return true;
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static void requireRaw(OpenServer server) {
        server.disks().stream()
                .map(OpenDisk::source)
                .filter(source -> !source.format().equals(RAW))
                .findFirst()
                .ifPresent(source -> {
                    throw new InvalidSpecException(
                            "disks",
                            source.location() + " is of format " + source.format()
                                    + "; only raw files and block devices are adapted in place: convert it, or migrate it");
                });
    }

    @Override
    public void undo(List<Path> paths, Path journal) {
        requireOpen();
        try (UndoJournal changes = UndoJournal.open(journal);
                LockedDisks locked = LockedDisks.open(paths)) {
            DiskChanges.undo(changes, locked.targets());
        }
    }

    @Override
    public BootReport boot(List<DiskLocation> locations, BootOptions options) {
        requireOpen();
        List<DiskLocation> all = ServerDisks.all(disks, locations);
        try (ScratchDirectory work = ScratchDirectory.in(scratch);
                OpenServer server = ServerDisks.open(disks, all)) {
            List<BootMachine.Disk> files = new ArrayList<>();
            for (OpenDisk disk : server.disks()) {
                files.add(file(all.get(files.size()), disk.source(), work.directory("disk-" + files.size())));
            }
            return new BootProof(work.path())
                    .boot(
                            BootMachines.of(files, server.layout().firmware(), options),
                            () -> Thread.currentThread().isInterrupted());
        }
    }

    /** What QEMU reads as it is stays where it is. */
    private static BootMachine.Disk file(DiskLocation location, BlockSource source, Path work) {
        if (location.isPath() && source.format().equals(RAW)) {
            return new BootMachine.Disk(location.path(), ImageFormat.RAW);
        }
        if (location.isPath() && source.format().equals("qcow2")) {
            return new BootMachine.Disk(location.path(), ImageFormat.QCOW2);
        }
        Path copy = work.resolve("disk.raw");
        SparseCopy.copy(source, copy, CopyListener.NONE);
        return new BootMachine.Disk(copy, ImageFormat.RAW);
    }

    private <T> T with(List<DiskLocation> locations, Function<OpenServer, T> use) {
        requireOpen();
        try (OpenServer server = ServerDisks.open(disks, locations)) {
            return use.apply(server);
        }
    }

    /** Refuses what is asked for from now on. */
    void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new InvalidStateException(ErrorCode.INVALID_STATE, "the centre is closed", "open it again");
        }
    }
}
