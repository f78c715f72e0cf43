package dev.smc.core.internal.guest.service;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.disk.ScratchDirectory;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditProof;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.edit.Staging;
import dev.smc.core.internal.guest.edit.UneditableException;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.guest.system.GuestSystem;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.undo.OverlayDisk;
import dev.smc.core.internal.undo.UndoJournal;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapts guests: finds the system on the disks, plans the edits, makes them on copies, reads them back, and only then has a journal
 * that can be applied to the disks. The disks are only read here.
 */
public final class Adapter {
    private static final Logger LOG = LoggerFactory.getLogger(Adapter.class);

    private final List<BlockSource> disks;
    private final AdaptationOptions options;
    private final EditingRights rights;
    private final OldNumbers numbers;

    /**
     * Creates an adapter.
     *
     * @param numbers by which the guest knows what is on the disks
     */
    public Adapter(List<BlockSource> disks, AdaptationOptions options, EditingRights rights, OldNumbers numbers) {
        this.numbers = numbers;
        this.disks = List.copyOf(disks);
        this.options = options;
        this.rights = rights;
    }

    /**
     * What became of a guest, or will.
     *
     * @param adaptation what is changed in it
     * @param check whether it starts with that
     */
    public record Outcome(AdaptationReport adaptation, ImageCheckReport check) {}

    /**
     * Plans an adaptation, and says whether the guest starts with it, as far as can be told without making it.
     *
     * @param server what is on the disks
     */
    public static Outcome predict(InspectedServer server, AdaptationOptions options, EditingRights rights) {
        return GuestFinder.find(server.devices(), server.layout().firmware())
                .map(guest ->
                        PlannedEdits.of(guest, options, new Hindrances(rights)).outcome())
                .orElseGet(() -> other(server));
    }

    private static Outcome other(InspectedServer server) {
        ImageCheckReport check = ImageChecker.other(server);
        String note = check.guest().isPresent()
                ? "Windows is recognised, but not adapted yet: it is moved as it is"
                : check.items().stream()
                        .filter(item -> item.status() == CheckStatus.CRITICAL)
                        .map(item -> item.detail() + ", so nothing is adapted")
                        .collect(Collectors.joining("; "));
        return new Outcome(AdaptationReport.of(r -> r.guest(check.guest()).addNote(note)), check);
    }

    /**
     * Plans and proves the adaptation, and checks the guest as it will be with it.
     *
     * @param work an empty directory, with room for what is in use of the file systems that are edited
     * @param journal where the journal of the changes is to be; there is none if nothing is to be changed
     * @throws MigrationException code {@code ADAPTATION_FAILED} if the edits cannot be made; what stands in the way of some of them
     *     is in the report instead
     */
    public Outcome prepare(Path work, Path journal) {
        InspectedServer server = ServerInspector.inspect(disks);
        Optional<GuestSystem> guest = find(server);
        Hindrances hindrances = new Hindrances(rights);
        Path replayed = work.resolve("replayed");
        boolean isReplayed = guest.isPresent()
                ? replay(guest.get().root().systemDevices(), hindrances, work, replayed)
                : replayUnknown(server, hindrances, work, replayed);
        if (!isReplayed) {
            return guest.map(found -> prepare(found, disks, hindrances, work, journal))
                    .orElseGet(() -> other(server));
        }
        try (UndoJournal changes = UndoJournal.open(replayed)) {
            List<BlockSource> clean = overlays(disks, changes);
            InspectedServer again = ServerInspector.inspect(clean);
            return find(again)
                    .map(found -> prepare(found, clean, hindrances, work, journal))
                    .orElseGet(() -> other(again));
        }
    }

    /** What makes a system recognised may be in a journal alone. That is a guess, for which nothing fails. */
    private boolean replayUnknown(InspectedServer server, Hindrances hindrances, Path work, Path journal) {
        try {
            return replay(server.devices().stream().filter(GuestFinder::mayBecomeRoot), hindrances, work, journal);
        } catch (TargetWriteException e) {
            LOG.info("there is no room to find out whether a journal holds a system: {}", e.getMessage());
            return false;
        }
    }

    /** Returns whether there is a journal of what was replayed. */
    private boolean replay(Stream<GuestDevice> devices, Hindrances hindrances, Path work, Path journal) {
        List<GuestDevice> left = new ArrayList<>(Staging.unclean(devices, rights));
        while (!left.isEmpty()) {
            try (ScratchDirectory scratch = ScratchDirectory.in(work)) {
                Staging.replay(left, disks, scratch.path(), journal);
                return true;
            } catch (UneditableException e) {
                require(hindrances.met(e), e.getMessage());
                e.device().ifPresent(left::remove);
            }
        }
        return false;
    }

    private Outcome prepare(
            GuestSystem guest, List<BlockSource> clean, Hindrances hindrances, Path work, Path journal) {
        Staging.unclean(guest.root().devices(), rights).forEach(hindrances::leave);
        while (true) {
            PlannedEdits planned = PlannedEdits.of(guest, options, hindrances);
            if (planned.possible().isEmpty()) {
                return planned.outcome();
            }
            try (ScratchDirectory scratch = ScratchDirectory.in(work)) {
                Staging.stage(guest.root(), planned.possible(), clean, scratch.path(), journal);
                Optional<Outcome> proved = prove(planned, clean, hindrances, journal);
                if (proved.isPresent()) {
                    return proved.get();
                }
            } catch (UneditableException e) {
                require(hindrances.met(e), e.getMessage());
            }
        }
    }

    /** Reads every edit back, and plans anew, which must come to nothing. Returns empty if it has to be tried with less. */
    private Optional<Outcome> prove(
            PlannedEdits planned, List<BlockSource> clean, Hindrances hindrances, Path journal) {
        boolean proved = false;
        try (UndoJournal changes = UndoJournal.open(journal)) {
            GuestSystem guest = find(ServerInspector.inspect(overlays(clean, changes)))
                    .orElseThrow(() -> failed("the edited system is not recognised any more"));
            List<Edit> wrong = EditProof.wrong(guest.root(), planned.possible());
            if (!wrong.isEmpty()) {
                require(
                        hindrances.notAsWanted(planned.adaptation().guest().root(), wrong),
                        paths(wrong) + " cannot be read back as written");
                return Optional.empty();
            }
            PlannedEdits left = PlannedEdits.of(guest, options, hindrances);
            if (!left.possible().isEmpty()) {
                require(
                        hindrances.notTheLast(left.possible()),
                        "the edited system would be edited again: " + paths(left.possible()));
                return Optional.empty();
            }
            proved = true;
            left.adaptation().remember(planned.adaptation());
            ImageCheckReport check = ImageChecker.check(left.adaptation());
            AdaptationReport report = planned.report(check).toBuilder()
                    .changedBytes(changes.changedBytes())
                    .build();
            return Optional.of(new Outcome(report, check));
        } finally {
            if (!proved) {
                delete(journal);
            }
        }
    }

    private static void delete(Path journal) {
        try {
            Files.delete(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String paths(List<Edit> edits) {
        return String.join(", ", edits.stream().map(Edit::path).toList());
    }

    private static List<BlockSource> overlays(List<BlockSource> disks, UndoJournal changes) {
        return IntStream.range(0, disks.size())
                .<BlockSource>mapToObj(i -> new OverlayDisk(disks.get(i), changes, i))
                .toList();
    }

    private Optional<GuestSystem> find(InspectedServer server) {
        return GuestFinder.find(numbers.of(server.devices()), server.layout().firmware());
    }

    /** An interrupt is what fails, too: then nothing is tried again. */
    private static void require(boolean given, @Nullable String otherwise) {
        if (!given || Thread.currentThread().isInterrupted()) {
            throw failed(String.valueOf(otherwise));
        }
    }

    private static MigrationException failed(String why) {
        return new MigrationException(
                ErrorCode.ADAPTATION_FAILED,
                "the guest cannot be adapted: " + why,
                "its disks are as they were; mend what is named in the source server, or go without adaptation");
    }
}
