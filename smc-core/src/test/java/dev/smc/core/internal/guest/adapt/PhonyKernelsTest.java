package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.initramfs.Generator;
import dev.smc.core.internal.guest.initramfs.ImageBytes;
import dev.smc.core.internal.guest.initramfs.Initramfs;
import dev.smc.core.internal.guest.initramfs.Kernel;
import dev.smc.core.internal.guest.initramfs.KernelModules;
import dev.smc.core.internal.guest.initramfs.KernelModules.State;
import dev.smc.core.internal.guest.initramfs.Kernels;
import dev.smc.core.internal.guest.system.GuestFinder;
import dev.smc.core.internal.guest.system.GuestSystem;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of phony guests, their modules and their initial RAM disks are read as their {@code guest.json} has them. */
@RequiresTool("xz")
class PhonyKernelsTest {
    private static final Map<String, Generator> GENERATORS = Map.of(
            "dracut", Generator.DRACUT,
            "initramfs-tools", Generator.INITRAMFS_TOOLS,
            "mkinitcpio", Generator.MKINITCPIO,
            "mkinitfs", Generator.MKINITFS,
            "genkernel", Generator.GENKERNEL,
            "suse-mkinitrd", Generator.SUSE_MKINITRD,
            "nash", Generator.NASH_MKINITRD);

    static List<Path> cases() throws IOException {
        return PhonyGuest.directories();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void kernels_ofAPhonyGuest_areThoseThatItHas(Path directory) throws IOException {
        PhonyGuest guest = PhonyGuest.read(directory);
        Optional<GuestSystem> system = GuestFinder.find(guest.devices(), guest.firmware());
        if (system.isEmpty()) {
            return;
        }
        GuestRoot root = system.get().root();
        List<String> expected = new ArrayList<>();
        guest.json().get("kernels").forEach(kernel -> {
            if (!kernel.get("image").asText().contains("rescue")) {
                expected.add(described(
                        kernel.get("release").asText(), kernel.get("initramfs").asText()));
                checkDrivers(root, kernel);
            }
        });

        assertThat(Kernels.of(root).kernels().stream().map(PhonyKernelsTest::described))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String described(Kernel kernel) {
        return described(kernel.release(), kernel.initramfs().orElse("null"));
    }

    private static String described(String release, String initramfs) {
        return release + " with " + initramfs;
    }

    private static void checkDrivers(GuestRoot root, JsonNode kernel) {
        String release = kernel.get("release").asText();
        KernelModules modules = KernelModules.of(root, release).orElseThrow();
        kernel.get("modules")
                .forEach(name -> assertThat(modules.state(name.asText())).isEqualTo(State.MODULE));
        kernel.get("builtin")
                .forEach(name -> assertThat(modules.state(name.asText())).isEqualTo(State.BUILT_IN));
        if (kernel.hasNonNull("initramfs")) {
            Initramfs image = Initramfs.read(
                    ImageBytes.of(root.find(kernel.get("initramfs").asText()).orElseThrow()));
            List<String> inside = new ArrayList<>();
            kernel.get("inside").forEach(name -> inside.add(name.asText().replace('-', '_')));
            assertThat(image.problem()).isEmpty();
            assertThat(image.generator())
                    .isEqualTo(GENERATORS.get(kernel.get("generator").asText()));
            assertThat(image.modules(release).keySet()).containsExactlyInAnyOrderElementsOf(inside);
        }
    }
}
