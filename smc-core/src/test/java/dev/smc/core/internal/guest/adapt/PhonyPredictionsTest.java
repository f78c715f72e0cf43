package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which phony guests will start is predicted before anything is sent, with what to do about those that will not. */
@RequiresTool("xz")
class PhonyPredictionsTest {
    static List<Path> cases() throws IOException {
        return PhonyGuest.directories();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void check_ofAPhonyGuest_isCriticalIfItWillNotStart(Path directory) throws IOException {
        PhonyGuest guest = PhonyGuest.read(directory);

        ImageCheckReport report = GuestFinder.find(guest.devices(), guest.firmware())
                .map(found -> ImageChecker.check(
                        Planner.plan(found, AdaptationOptions.builder().build(), EditingRights.NONE)))
                .orElseGet(() -> ImageChecker.other(
                        new InspectedServer(ServerLayout.of(l -> {}), List.of(), guest.devices(), List.of())));

        List<CheckItem> critical = report.items().stream()
                .filter(item -> item.status() == CheckStatus.CRITICAL)
                .toList();
        if (guest.isBootable()) {
            assertThat(critical).isEmpty();
        } else {
            assertThat(critical).isNotEmpty().noneMatch(item -> item.remedy().isBlank());
        }
    }
}
