package dev.smc.core.internal.guest.adapt;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditProof;
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

    public Adapter(List<BlockSource> disks, AdaptationOptions options) {
        this.disks = List.copyOf(disks);
        this.options = options;
    }

    /** A plan, and of it what can be done on this machine. */
    private record Planned(Adaptation adaptation, List<Edit> possible) {
        static Planned of(GuestSystem guest, AdaptationOptions options) {
            Adaptation adaptation = Planner.plan(guest, options);
            List<Edit> possible = new ArrayList<>();
            for (Edit edit : adaptation.plan().edits()) {
                Optional<String> obstacle = Editors.obstacle(guest.root(), edit);
                obstacle.ifPresent(why -> adaptation.notDone(
                        edit.path(), why + "; it was to change because " + String.join(" and ", edit.reasons())));
                if (obstacle.isEmpty()) {
                    possible.add(edit);
                }
            }
            return new Planned(adaptation, possible);
        }
    }

    /**
     * Plans and proves the adaptation.
     *
     * @param work an empty directory, with room for what is in use of the file systems that are edited
     * @param journal where the journal of the changes is to be; there is none if nothing is to be changed
     * @throws MigrationException code {@code ADAPTATION_FAILED} if an edit cannot be made, or does not read back as wanted
     */
    public AdaptationReport prepare(Path work, Path journal) {
        Optional<GuestSystem> guest = find(disks);
        if (guest.isEmpty()) {
            return AdaptationReport.of(r -> r.addNote(
                    "no Linux was recognised on the disks, so nothing is adapted; Windows is not yet adapted"));
        }
        Planned planned = Planned.of(guest.get(), options);
        AdaptationReport.Builder report = AdaptationReport.builder()
                .notDone(planned.adaptation().notDone())
                .notes(planned.adaptation().notes())
                .edits(planned.possible().stream().map(Adapter::shown).toList());
        if (!planned.possible().isEmpty()) {
            stage(guest.get(), planned.possible(), work, journal);
            report.changedBytes(prove(planned.possible(), journal));
        }
        return report.build();
    }

    private static Optional<GuestSystem> find(List<BlockSource> disks) {
        InspectedServer server = ServerInspector.inspect(disks);
        return GuestFinder.find(server.devices(), server.layout().firmware());
    }

    private static GuestEdit shown(Edit edit) {
        return GuestEdit.of(e ->
                e.step(edit.step()).path(edit.path()).reasons(edit.reasons()).diff(edit.diff()));
    }

    private void stage(GuestSystem guest, List<Edit> edits, Path work, Path journal) {
        try {
            Staging.stage(guest.root(), edits, disks, work, journal);
        } catch (FailedException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    /** Reads every edit back, and plans anew, which must come to nothing. Returns how many bytes change. */
    private long prove(List<Edit> edits, Path journal) {
        try (UndoJournal changes = UndoJournal.open(journal)) {
            List<BlockSource> edited = IntStream.range(0, disks.size())
                    .<BlockSource>mapToObj(i -> new OverlayDisk(disks.get(i), changes, i))
                    .toList();
            GuestSystem guest = find(edited).orElseThrow(() -> failed("the edited system is not recognised any more"));
            List<String> wrong = EditProof.wrong(guest.root(), edits);
            if (!wrong.isEmpty()) {
                throw failed(String.join(", ", wrong) + " cannot be read back as written; is the file system full?");
            }
            List<Edit> left = Planned.of(guest, options).possible();
            if (!left.isEmpty()) {
                throw failed("the edited system would be edited again: "
                        + String.join(", ", left.stream().map(Edit::path).toList()));
            }
            return changes.changedBytes();
        }
    }

    private static MigrationException failed(String why) {
        return new MigrationException(
                ErrorCode.ADAPTATION_FAILED,
                "the guest cannot be adapted: " + why,
                "its disks are as they were; mend what is named in the source server, or go without adaptation");
    }
}
