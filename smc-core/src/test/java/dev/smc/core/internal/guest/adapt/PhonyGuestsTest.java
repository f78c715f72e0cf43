package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditedTrees;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.guest.system.GuestSystem;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plan of every phony guest is as its {@code expected-plan.txt} has it, and comes to nothing once it is carried out. With
 * {@code -Dsmc.writeExpectedPlans=true} the expectations are written; review their difference before it is committed.
 */
@RequiresTool("xz")
class PhonyGuestsTest {
    private static final AdaptationOptions OPTIONS = AdaptationOptions.builder().build();

    static List<Path> cases() throws IOException {
        return PhonyGuest.directories();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void plan_ofAPhonyGuest_isAsExpected(Path directory) throws IOException {
        PhonyGuest guest = PhonyGuest.read(directory);
        Path expected = directory.resolve("expected-plan.txt");

        String plan = GuestFinder.find(guest.devices(), guest.firmware())
                .map(found -> RenderedPlan.of(found, Planner.plan(found, OPTIONS, EditingRights.NONE)))
                .orElse("no system is found\n");

        if (Boolean.getBoolean("smc.writeExpectedPlans")) {
            Files.writeString(expected, plan, StandardCharsets.ISO_8859_1);
        }
        assertThat(plan).isEqualTo(Files.readString(expected, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void plan_ofAnAdaptedGuest_comesToNothing(Path directory) throws IOException {
        PhonyGuest guest = PhonyGuest.read(directory);
        Optional<GuestSystem> before = GuestFinder.find(guest.devices(), guest.firmware());
        if (before.isEmpty()) {
            return;
        }
        EditedTrees.apply(
                before.get().root(),
                Planner.plan(before.get(), OPTIONS, EditingRights.NONE).plan().edits());

        GuestSystem after = GuestFinder.find(guest.devices(), guest.firmware()).orElseThrow();

        List<Edit> edits =
                Planner.plan(after, OPTIONS, EditingRights.NONE).plan().edits();
        assertThat(edits.stream().map(edit -> edit.path() + "\n" + edit.diff())).isEmpty();
    }
}
