package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.check.GuestFacts;
import dev.smc.core.internal.guest.system.GuestSystem;

/** Plans as texts. */
final class RenderedPlan {
    private RenderedPlan() {}

    static String of(GuestSystem guest, Adaptation adaptation) {
        StringBuilder text = new StringBuilder();
        text.append(guest.distribution().name())
                .append(", ")
                .append(guest.root().device().content())
                .append(" on ")
                .append(guest.root().device().place())
                .append('\n');
        GuestFacts.of(adaptation)
                .forEach((fact, value) ->
                        text.append(fact).append(" = ").append(value).append('\n'));
        adaptation.plan().edits().forEach(edit -> {
            text.append("\n== ")
                    .append(edit.step())
                    .append(": ")
                    .append(edit.path())
                    .append('\n');
            edit.reasons()
                    .forEach(reason -> text.append("because ").append(reason).append('\n'));
            text.append(edit.diff());
        });
        if (!adaptation.notDone().isEmpty()) {
            text.append("\n== not done\n");
            adaptation
                    .notDone()
                    .forEach(item -> text.append(item.name())
                            .append(": ")
                            .append(item.reason())
                            .append('\n'));
        }
        if (!adaptation.notes().isEmpty()) {
            text.append("\n== notes\n");
            adaptation.notes().forEach(note -> text.append(note).append('\n'));
        }
        return text.toString();
    }
}
