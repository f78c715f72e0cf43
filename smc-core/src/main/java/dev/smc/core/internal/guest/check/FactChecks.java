package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckStatus;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.adapt.KernelDrivers;
import dev.smc.core.internal.guest.initramfs.Kernel;
import dev.smc.core.internal.guest.initramfs.KernelImage;
import java.util.List;
import java.util.stream.Collectors;

/** What the guest is. */
final class FactChecks {
    private FactChecks() {}

    static void check(Checked guest) {
        guest.ok(
                "GUESTOS.SystemImage",
                guest.guest().distribution().name() + " on "
                        + guest.guest().root().device().place());
        guest.info("GUESTOS.Platform", "linux, " + guest.guest().distribution().id());
        guest.info("GUESTOS.OSVersion", guest.guest().distribution().name());
        architecture(guest);
        guest.info("GUESTOS.BootMode", guest.guest().firmware().name());
        clock(guest);
        identifier(guest);
        guest.guest()
                .others()
                .forEach(other -> guest.add(
                        "SOURCE.OtherSystem",
                        CheckStatus.WARNING,
                        "there is another system, " + other + ", which is not looked at",
                        "make sure that the boot loader starts the right one"));
    }

    /** Of a disk that was cloned, a snapshot that is attached, or a mirror that is not recognised. */
    private static void identifier(Checked guest) {
        GuestDevice root = guest.guest().root().device();
        guest.guest().devices().stream()
                .filter(other -> !other.equals(root)
                        && other.uuid().isPresent()
                        && other.uuid().equals(root.uuid()))
                .findFirst()
                .ifPresent(other -> guest.add(
                        "SOURCE.Identifier",
                        CheckStatus.CRITICAL,
                        root.place() + " and " + other.place() + " have the same UUID, "
                                + root.uuid().orElseThrow() + ": which of them is the root is left to chance",
                        "leave the copy out, or give it another UUID (tune2fs -U random, xfs_admin -U generate)"));
    }

    private static void architecture(Checked guest) {
        List<Kernel> kernels =
                guest.kernels().stream().map(KernelDrivers::kernel).toList();
        boolean is32Bit = !kernels.isEmpty()
                && kernels.stream().allMatch(kernel -> kernel.processors() == KernelImage.Architecture.X86_32);
        String programs = guest.guest().architecture().orElse("unknown");
        if (is32Bit || (kernels.isEmpty() && programs.equals("i686"))) {
            guest.add(
                    "GUESTOS.Architecture",
                    CheckStatus.CRITICAL,
                    "every kernel is for 32-bit processors",
                    "current instance types start 64-bit kernels only: install one beside (most 32-bit systems run on it), or"
                            + " choose an instance type that still takes 32-bit images and go without this check");
        } else {
            guest.info("GUESTOS.Architecture", programs);
        }
        guest.info(
                "GUESTOS.KernelVersion",
                kernels.isEmpty()
                        ? "none"
                        : kernels.stream().map(Kernel::release).distinct().collect(Collectors.joining(", ")));
    }

    private static void clock(Checked guest) {
        if (GuestFacts.isLocalTime(guest.guest().root())) {
            guest.add(
                    "GUESTOS.RtcTimeMode",
                    CheckStatus.WARNING,
                    "the hardware clock is taken for local time",
                    "ECS sets it to UTC: run timedatectl set-local-rtc 0");
        } else {
            guest.ok("GUESTOS.RtcTimeMode", "UTC");
        }
    }
}
