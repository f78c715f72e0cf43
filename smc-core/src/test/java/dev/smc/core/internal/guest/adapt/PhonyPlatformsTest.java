package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.Platform;
import dev.smc.api.model.PlatformKind;
import dev.smc.core.internal.guest.PlatformDetector;
import dev.smc.core.internal.guest.adapt.AgentPack.PlatformAgents;
import dev.smc.core.internal.guest.edit.Edit;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Phony guests tell by their files which platform they leave, and its agents do not start any more. */
@RequiresTool("xz")
class PhonyPlatformsTest {
    private static final PlatformDetector DETECTOR = PlatformDetector.standard();

    static Stream<PlatformAgents> platforms() {
        return AgentPack.own().platforms().stream();
    }

    static List<Path> cases() throws IOException {
        return PhonyGuest.directories();
    }

    @Test
    void pack_always_hasThePlatformsThatGuestsLeave() {
        assertThat(platforms().map(PlatformAgents::id))
                .hasSize(14)
                .contains("physical", "qingcloud")
                .doesNotContain("aliyun");
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void plan_ofGuestsOfAPlatform_disablesItsAgents(PlatformAgents platform) throws IOException {
        List<String> recognised = new ArrayList<>();
        List<String> disabled = new ArrayList<>();
        for (Path directory : cases()) {
            PhonyGuest guest = PhonyGuest.read(directory);
            if (guest.platform().equals(platform.id())) {
                if (DETECTOR.detect(guest.machine(), guest.devices()).id().equals(platform.id())) {
                    recognised.add(guest.name());
                }
                if (reasonsForAgents(guest).anyMatch(reason -> reason.matches(".*[( ]" + platform.id() + "[,)].*"))) {
                    disabled.add(guest.name());
                }
            }
        }
        assertThat(recognised).as("recognised as %s", platform.id()).isNotEmpty();
        assertThat(disabled.isEmpty())
                .as("nothing is disabled")
                .isEqualTo(platform.agents().isEmpty());
    }

    private static Stream<String> reasonsForAgents(PhonyGuest guest) {
        return GuestFinder.find(guest.devices(), guest.firmware()).stream()
                .flatMap(found ->
                        Planner.plan(found, AdaptationOptions.builder().build(), EditingRights.NONE)
                                .plan()
                                .edits()
                                .stream())
                .filter(edit -> edit.step().equals("agents"))
                .map(Edit::reasons)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void detect_ofAPhonyGuest_isNeverAnotherCloud(Path directory) throws IOException {
        PhonyGuest guest = PhonyGuest.read(directory);

        Platform found = DETECTOR.detect(guest.machine(), guest.devices());

        // OpenStack is what several clouds look like.
        if (found.kind() == PlatformKind.CLOUD && !found.id().equals("openstack")) {
            assertThat(found.id()).as("%s", found.evidence()).isEqualTo(guest.platform());
        }
    }
}
