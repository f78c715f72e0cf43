package dev.smc.core.internal.guest.service;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.adapt.Planner;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan, and of it what can be done on this machine.
 *
 * @param adaptation the plan, without what cannot be done
 * @param possible what can be done, in order
 */
record PlannedEdits(Adaptation adaptation, List<Edit> possible) {
    static PlannedEdits of(GuestSystem guest, AdaptationOptions options, Hindrances hindrances) {
        Adaptation adaptation =
                options.enabled() ? Planner.plan(guest, options, hindrances.rights()) : Planner.none(guest, options);
        List<Edit> possible = new ArrayList<>();
        for (Edit edit : adaptation.plan().edits()) {
            Optional<String> hindrance = hindrances.of(guest.root(), edit);
            if (hindrance.isEmpty()) {
                possible.add(edit);
            } else {
                adaptation.plan().discard(edit.path());
                adaptation.notDone(
                        edit.path(),
                        hindrance.get() + "; it was to change because " + String.join(" and ", edit.reasons()));
            }
        }
        hindrances
                .programs()
                .ifPresent(why -> adaptation.note("programs of the guest were not used, because they failed: " + why));
        return new PlannedEdits(adaptation, possible);
    }

    /** Returns what comes of it, as far as can be told without making it. */
    Adapter.Outcome outcome() {
        ImageCheckReport check = ImageChecker.check(adaptation);
        return new Adapter.Outcome(report(check), check);
    }

    AdaptationReport report(ImageCheckReport check) {
        return AdaptationReport.of(r -> r.guest(check.guest())
                .notDone(adaptation.notDone())
                .notes(adaptation.notes())
                .edits(possible.stream().map(PlannedEdits::shown).toList()));
    }

    private static GuestEdit shown(Edit edit) {
        return GuestEdit.of(e ->
                e.step(edit.step()).path(edit.path()).reasons(edit.reasons()).diff(edit.diff()));
    }
}
