package dev.smc.core.internal.guest.service;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.adapt.Planner;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditProof;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.edit.Editors;
import dev.smc.core.internal.guest.edit.Staging;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.guest.system.GuestSystem;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.tool.Programs.FailedException;
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
import java.util.stream.IntStream;

/**
 * Adapts guests: finds the system on the disks, plans the edits, makes them on copies, reads them back, and only then has a journal
 * that can be applied to the disks. The disks are only read here.
 */
public final class Adapter {
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

    /** A plan, and of it what can be done on this machine. */
    private record Planned(Adaptation adaptation, List<Edit> possible) {
        static Planned of(GuestSystem guest, AdaptationOptions options, EditingRights rights) {
            Adaptation adaptation =
                    options.enabled() ? Planner.plan(guest, options, rights) : Planner.none(guest, options);
            List<Edit> possible = new ArrayList<>();
            for (Edit edit : adaptation.plan().edits()) {
                Optional<String> obstacle = Editors.obstacle(guest.root(), edit, rights);
                if (obstacle.isEmpty()) {
                    possible.add(edit);
                } else {
                    adaptation.plan().discard(edit.path());
                    adaptation.notDone(
                            edit.path(),
                            obstacle.get() + "; it was to change because " + String.join(" and ", edit.reasons()));
                }
            }
            return new Planned(adaptation, possible);
        }

        /** Returns what comes of it, as far as can be told without making it. */
        Outcome outcome() {
            ImageCheckReport check = ImageChecker.check(adaptation);
            return new Outcome(report(check), check);
        }

        AdaptationReport report(ImageCheckReport check) {
            return AdaptationReport.of(r -> r.guest(check.guest())
                    .notDone(adaptation.notDone())
                    .notes(adaptation.notes())
                    .edits(possible.stream().map(Adapter::shown).toList()));
        }
    }

    /**
     * Plans an adaptation, and says whether the guest starts with it, as far as can be told without making it.
     *
     * @param server what is on the disks
     */
    public static Outcome predict(InspectedServer server, AdaptationOptions options, EditingRights rights) {
        return GuestFinder.find(server.devices(), server.layout().firmware())
                .map(guest -> Planned.of(guest, options, rights).outcome())
                .orElseGet(() -> other(server));
    }

    private static Outcome other(InspectedServer server) {
        ImageCheckReport check = ImageChecker.other(server);
        String note = check.guest().isPresent()
                ? "Windows is recognised, but not adapted yet: it is moved as it is"
                : "no operating system was recognised on the disks, so nothing is adapted";
        return new Outcome(AdaptationReport.of(r -> r.guest(check.guest()).addNote(note)), check);
    }

    /**
     * Plans and proves the adaptation, and checks the guest as it will be with it.
     *
     * @param work an empty directory, with room for what is in use of the file systems that are edited
     * @param journal where the journal of the changes is to be; there is none if nothing is to be changed
     * @throws MigrationException code {@code ADAPTATION_FAILED} if an edit cannot be made, or does not read back as wanted
     */
    public Outcome prepare(Path work, Path journal) {
        InspectedServer server = ServerInspector.inspect(disks);
        Optional<GuestSystem> guest = find(server);
        if (guest.isEmpty()) {
            return other(server);
        }
        List<GuestDevice> unclean = Staging.unclean(guest.get().root(), rights);
        if (unclean.isEmpty()) {
            return prepare(guest.get(), disks, work, journal);
        }
        Path replayed = work.resolve("replayed");
        replay(unclean, directory(work, "replay"), replayed);
        try (UndoJournal changes = UndoJournal.open(replayed)) {
            List<BlockSource> clean = overlays(disks, changes);
            GuestSystem again = find(ServerInspector.inspect(clean))
                    .orElseThrow(() -> failed("the system is not recognised any more once its journals are replayed"));
            return prepare(again, clean, directory(work, "edit"), journal);
        }
    }

    private Outcome prepare(GuestSystem guest, List<BlockSource> clean, Path work, Path journal) {
        Planned planned = Planned.of(guest, options, rights);
        if (planned.possible().isEmpty()) {
            return planned.outcome();
        }
        stage(guest, planned.possible(), clean, work, journal);
        try (UndoJournal changes = UndoJournal.open(journal)) {
            ImageCheckReport check = prove(planned.possible(), overlays(clean, changes));
            AdaptationReport report = planned.report(check).toBuilder()
                    .changedBytes(changes.changedBytes())
                    .build();
            return new Outcome(report, check);
        }
    }

    private static Path directory(Path work, String name) {
        try {
            return Files.createDirectory(work.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<BlockSource> overlays(List<BlockSource> disks, UndoJournal changes) {
        return IntStream.range(0, disks.size())
                .<BlockSource>mapToObj(i -> new OverlayDisk(disks.get(i), changes, i))
                .toList();
    }

    private void replay(List<GuestDevice> unclean, Path work, Path journal) {
        try {
            Staging.replay(unclean, disks, work, journal);
        } catch (FailedException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private Optional<GuestSystem> find(InspectedServer server) {
        return GuestFinder.find(numbers.of(server.devices()), server.layout().firmware());
    }

    private static GuestEdit shown(Edit edit) {
        return GuestEdit.of(e ->
                e.step(edit.step()).path(edit.path()).reasons(edit.reasons()).diff(edit.diff()));
    }

    private static void stage(GuestSystem guest, List<Edit> edits, List<BlockSource> disks, Path work, Path journal) {
        try {
            Staging.stage(guest.root(), edits, disks, work, journal);
        } catch (FailedException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    /** Reads every edit back, and plans anew, which must come to nothing. Returns how the guest then checks. */
    private ImageCheckReport prove(List<Edit> edits, List<BlockSource> edited) {
        GuestSystem guest = find(ServerInspector.inspect(edited))
                .orElseThrow(() -> failed("the edited system is not recognised any more"));
        List<String> wrong = EditProof.wrong(guest.root(), edits);
        if (!wrong.isEmpty()) {
            throw failed(String.join(", ", wrong) + " cannot be read back as written; is the file system full?");
        }
        Planned left = Planned.of(guest, options, rights);
        if (!left.possible().isEmpty()) {
            throw failed("the edited system would be edited again: "
                    + String.join(", ", left.possible().stream().map(Edit::path).toList()));
        }
        return ImageChecker.check(left.adaptation());
    }

    private static MigrationException failed(String why) {
        return new MigrationException(
                ErrorCode.ADAPTATION_FAILED,
                "the guest cannot be adapted: " + why,
                "its disks are as they were; mend what is named in the source server, or go without adaptation");
    }
}
