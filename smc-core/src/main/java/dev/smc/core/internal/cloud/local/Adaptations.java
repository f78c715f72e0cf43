package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.api.model.ModelJson;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.service.Adapter;
import dev.smc.core.internal.guest.service.OldNumbers;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.undo.DiskChanges;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.ImageRequestDisk;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapts the guests of snapshots. The changes are made in the snapshots themselves, of which there is an image each, so that nothing
 * is copied: first they are worked out beside, then there is a journal of them, and with it they are made, once or again after a
 * crash.
 */
final class Adaptations {
    private static final Logger LOG = LoggerFactory.getLogger(Adaptations.class);
    private static final String JOURNAL = "adaptation.undo";
    private static final String REPORT = "adaptation.json";

    private final ResourceDirectory<Description.Snapshot> snapshots;
    private final DurableFiles files;
    private final EditingRights rights;

    Adaptations(ResourceDirectory<Description.Snapshot> snapshots, DurableFiles files, EditingRights rights) {
        this.snapshots = snapshots;
        this.files = files;
        this.rights = rights;
    }

    /**
     * What an image has of its guest.
     *
     * @param adaptation what was changed
     * @param check whether it starts
     */
    record Outcome(AdaptationReport adaptation, ImageCheckReport check) {}

    /**
     * Adapts the guest on the snapshots of an image.
     *
     * @param directory where there is room for what is worked out
     */
    Outcome adapt(ImageRequest request, AdaptationOptions options, Path directory) {
        List<ImageRequestDisk> disks = request.disks();
        Path system = snapshots.path(disks.get(0).snapshotId());
        Path journal = system.resolve(JOURNAL);
        Path report = system.resolve(REPORT);
        List<Path> raws = raws(request);
        try {
            if (!Files.exists(journal)) {
                Outcome prepared =
                        prepare(raws, numbers(request), options, directory.resolve("adaptation"), journal, report);
                if (!Files.exists(journal)) {
                    return prepared;
                }
            }
            apply(journal, raws);
            return ModelJson.read(Files.readString(report), Outcome.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks the guest on the snapshots of an image as it is; empty if it cannot be looked into. */
    Optional<ImageCheckReport> check(ImageRequest request) {
        List<BlockSource> sources = new ArrayList<>();
        try {
            raws(request).forEach(raw -> sources.add(DiskImages.openRaw(raw)));
            return Optional.of(Adapter.predict(ServerInspector.inspect(sources), AdaptationOptions.off(), rights)
                    .check());
        } catch (CorruptDiskException | SourceReadException e) {
            return Optional.empty(); // what is damaged in a guest is no reason not to make its image
        } catch (RuntimeException e) {
            LOG.warn("the guest of {} cannot be looked at", request.creation().name(), e);
            return Optional.empty();
        } finally {
            sources.forEach(BlockSource::close);
        }
    }

    private List<Path> raws(ImageRequest request) {
        return request.disks().stream()
                .map(disk -> snapshots.path(disk.snapshotId()).resolve(Layout.RAW))
                .toList();
    }

    private static OldNumbers numbers(ImageRequest request) {
        return new OldNumbers(
                request.sourceDisks(),
                request.disks().stream().map(ImageRequestDisk::index).toList());
    }

    /** The report is there before the journal is, because with the journal there is no way back. */
    private Outcome prepare(
            List<Path> raws, OldNumbers numbers, AdaptationOptions options, Path work, Path journal, Path report)
            throws IOException {
        List<BlockSource> sources = new ArrayList<>();
        Path proposed = work.resolveSibling(JOURNAL);
        try {
            files.createDirectory(work);
            raws.forEach(raw -> sources.add(DiskImages.openRaw(raw)));
            Adapter.Outcome prepared = new Adapter(sources, options, rights, numbers).prepare(work, proposed);
            boolean isChanged = Files.exists(proposed);
            Outcome made = new Outcome(
                    prepared.adaptation().toBuilder().applied(isChanged).build(), prepared.check());
            if (isChanged) {
                files.delete(report); // a crash may have left one
                files.write(report, ModelJson.write(made));
                files.move(proposed, journal);
                files.forceDirectory(journal.resolveSibling("."));
            }
            return made;
        } finally {
            sources.forEach(BlockSource::close);
            files.delete(proposed);
            files.delete(work);
        }
    }

    private static void apply(Path journal, List<Path> raws) throws IOException {
        for (Path raw : raws) {
            ImageFiles.makeWritable(raw);
        }
        DiskChanges.apply(journal, raws);
    }
}
