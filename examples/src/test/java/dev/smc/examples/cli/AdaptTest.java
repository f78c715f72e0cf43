package dev.smc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.SkippedItem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of edits that were not done. */
class AdaptTest {
    private static final AdaptationReport NOTHING = report(0);
    private static final GuestEdit EDIT =
            GuestEdit.of(e -> e.step("fstab").path("/etc/fstab").diff(""));

    private static AdaptationReport report(int notDone) {
        return AdaptationReport.of(r -> {
            for (int i = 1; i <= notDone; i++) {
                String name = "/etc/" + i;
                r.addNotDone(SkippedItem.of(s -> s.name(name).reason("it is full; make room")));
            }
        });
    }

    private static AdaptationReport changed(AdaptationReport report) {
        return report.toBuilder().addEdit(EDIT).changedBytes(2048).build();
    }

    @Test
    void outcome_whereSomethingWasNotDone_countsIt() {
        assertThat(AdaptCommand.outcome(NOTHING, true, "undo")).isEqualTo("Nothing is to be changed.");
        assertThat(AdaptCommand.outcome(report(1), true, "undo"))
                .isEqualTo("Nothing was changed; 1 edit was not done, see above.");
        assertThat(AdaptCommand.outcome(changed(NOTHING), true, "undo"))
                .isEqualTo("Changed 2.0 KiB. Undo it with: undo");
        assertThat(AdaptCommand.outcome(changed(report(3)), true, "undo"))
                .isEqualTo("Changed 2.0 KiB; 3 edits were not done, see above. Undo it with: undo");
        assertThat(AdaptCommand.outcome(changed(report(3)), false, "undo"))
                .isEqualTo("Would change 2.0 KiB; 3 edits cannot be done, see above; nothing was changed.");
    }

    @Test
    void notDone_forTheSameReason_saysItOnce() {
        assertThat(AdaptCommand.notDone(report(3))).containsExactly("/etc/1, /etc/2, /etc/3: it is full; make room");
        assertThat(AdaptCommand.notDone(AdaptationReport.of(r -> {
                    for (String name : List.of("a", "b")) {
                        r.addNotDone(
                                SkippedItem.of(s -> s.name(name).reason("run as root; it was to change for " + name)));
                    }
                })))
                .containsExactly("run as root", "  a: it was to change for a", "  b: it was to change for b");
    }
}
