package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.GuestInfo;
import dev.smc.api.model.GuestKernel;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.adapt.KernelDrivers;
import dev.smc.core.internal.guest.system.GuestSystem;
import dev.smc.core.internal.guest.windows.WindowsInspector;
import dev.smc.core.internal.inspect.InspectedServer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks guests; the same before a migration and after it. */
public final class ImageChecker {
    private static final int MOST_NAMES = 4096;
    /** A root may be on one of these. */
    private static final Set<String> UNREADABLE = Set.of("btrfs", "mdraid");

    private ImageChecker() {}

    /** Checks a Linux as it will be with the edits that are planned, if any. */
    public static ImageCheckReport check(Adaptation adaptation) {
        Checked guest = new Checked(adaptation);
        FactChecks.check(guest);
        BootChecks.check(guest);
        ServiceChecks.check(guest);
        return ImageCheckReport.of(r -> r.guest(describe(guest)).items(guest.items()));
    }

    /** Checks what is on disks where no Linux was found. */
    public static ImageCheckReport other(InspectedServer server) {
        List<FileTree> trees = server.devices().stream()
                .flatMap(device -> device.tree().stream())
                .toList();
        return WindowsInspector.inspect(server.layout(), server.schemes(), trees).stream()
                .findFirst()
                .map(WindowsChecks::check)
                .orElseGet(() -> none(server.devices()));
    }

    private static ImageCheckReport none(List<GuestDevice> devices) {
        Optional<GuestDevice> encrypted = devices.stream()
                .filter(device -> device.content().equals("luks")
                        && devices.stream().anyMatch(ImageChecker::isBoot)
                        && devices.stream().noneMatch(other -> UNREADABLE.contains(other.content())))
                .findFirst();
        CheckItem item = encrypted
                .map(device -> CheckItem.of(i -> i.code("SOURCE.Encryption")
                        .status(CheckStatus.CRITICAL)
                        .detail(device.place()
                                + " is encrypted, and no root file system was found elsewhere, so nobody can enter"
                                + " the key when it starts")
                        .remedy("decrypt it on the server, or give it a key that needs nobody, and adapt it by hand")))
                .orElseGet(
                        () -> CheckItem.of(
                                i -> i.code("GUESTOS.SystemImage")
                                        .status(CheckStatus.CRITICAL)
                                        .detail("no operating system was recognised on the disks")
                                        .remedy(
                                                "name all disks of the server, the system disk first; a disk of data alone needs no check")));
        return ImageCheckReport.of(r -> r.addItem(item));
    }

    /** Returns whether a file system is one that is mounted at {@code /boot}: only then what is encrypted beside it is a root. */
    private static boolean isBoot(GuestDevice device) {
        return device.tree()
                .filter(tree ->
                        tree.names(tree.root(), MOST_NAMES).stream().anyMatch(name -> name.startsWith("vmlinuz")))
                .isPresent();
    }

    private static GuestInfo describe(Checked checked) {
        GuestSystem guest = checked.guest();
        GuestInfo.Builder info = GuestInfo.builder();
        return info.family("linux")
                .distribution(guest.distribution().id())
                .version(guest.distribution().version())
                .name(guest.distribution().name())
                .architecture(guest.architecture())
                .firmware(guest.firmware())
                .root(guest.root().device().place())
                .kernels(checked.kernels().stream().map(ImageChecker::kernel).toList())
                .facts(GuestFacts.of(checked.adaptation()))
                .others(guest.others())
                .build();
    }

    private static GuestKernel kernel(KernelDrivers drivers) {
        return GuestKernel.of(k -> k.release(drivers.kernel().release())
                .image(drivers.kernel().image())
                .initramfs(drivers.kernel().initramfs())
                .addAllMissingDrivers(drivers.missing())
                .addAllMissingDrivers(drivers.unavailable()));
    }
}
