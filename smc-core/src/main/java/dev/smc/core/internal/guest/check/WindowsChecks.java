package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.GuestInfo;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.guest.windows.ClassFilter;
import dev.smc.core.internal.guest.windows.HiveFile;
import dev.smc.core.internal.guest.windows.WindowsDriver;
import dev.smc.core.internal.guest.windows.WindowsGuest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks of Windows, as far as files and registry tell. Windows is not adapted, so that what is wrong must be mended in it. */
final class WindowsChecks {
    /** Of the block devices that ECS has; {@code vioscsi} is for a controller that it has not. */
    private static final String DISK_DRIVER = "viostor";

    private static final String ADAPTED =
            "install the virtio drivers of Alibaba Cloud on the server before it is moved";

    private final WindowsGuest guest;
    private final List<CheckItem> items = new ArrayList<>();

    private WindowsChecks(WindowsGuest guest) {
        this.guest = guest;
    }

    static ImageCheckReport check(WindowsGuest guest) {
        WindowsChecks checks = new WindowsChecks(guest);
        checks.facts();
        checks.start();
        checks.unfinished();
        return ImageCheckReport.of(r -> r.guest(describe(guest)).items(checks.items));
    }

    private static GuestInfo describe(WindowsGuest guest) {
        return GuestInfo.of(g -> g.family("windows")
                .distribution("windows")
                .version(guest.software().build().orElse(""))
                .name(guest.software().productName().orElse("Windows"))
                .architecture(guest.system().architecture())
                .firmware(guest.boot().firmware())
                .root(guest.directory()));
    }

    private void facts() {
        add(
                "GUESTOS.SystemImage",
                CheckStatus.OK,
                guest.software().productName().orElse("Windows") + " in " + guest.directory(),
                "");
        add("GUESTOS.Platform", CheckStatus.INFO, "windows", "");
        add("GUESTOS.OSVersion", CheckStatus.INFO, guest.software().build().orElse("unknown"), "");
        add(
                "GUESTOS.Architecture",
                CheckStatus.INFO,
                guest.system().architecture().orElse("unknown"),
                "");
        add("GUESTOS.BootMode", CheckStatus.INFO, guest.boot().firmware().name(), "");
        add(
                "SOURCE.Adaptation",
                CheckStatus.WARNING,
                "Windows is recognised, but not adapted yet: it is moved as it is",
                "mend on the server what this report names");
    }

    private void start() {
        boolean hasDisk = guest.system().drivers().stream()
                .anyMatch(driver -> driver.name().equalsIgnoreCase(DISK_DRIVER) && driver.startsWithKernel());
        add(
                "GUESTOS.Virtio",
                hasDisk ? CheckStatus.OK : CheckStatus.CRITICAL,
                hasDisk
                        ? "the virtio disk driver viostor starts with the kernel"
                        : "the virtio disk driver viostor does not start with the kernel; files of virtio: "
                                + (guest.virtioFiles().isEmpty() ? "none" : String.join(", ", guest.virtioFiles())),
                hasDisk ? "" : ADAPTED);
        String damaged = Stream.concat(guest.hives().stream(), guest.boot().stores().stream())
                .filter(hive -> hive.state() == HiveFile.State.DAMAGED || hive.state() == HiveFile.State.MISSING)
                .map(hive -> hive.path() + " is " + (hive.state() == HiveFile.State.MISSING ? "missing" : "damaged"))
                .collect(Collectors.joining(", "));
        add(
                "GUESTOS.Registry",
                damaged.isEmpty() ? CheckStatus.OK : CheckStatus.CRITICAL,
                damaged.isEmpty() ? "its files can be read" : damaged,
                damaged.isEmpty() ? "" : "restore them on the server");
        boolean hasStore = guest.boot().stores().stream().anyMatch(store -> store.state() != HiveFile.State.MISSING);
        add(
                "GUESTOS.BCD",
                hasStore ? CheckStatus.OK : CheckStatus.CRITICAL,
                hasStore ? "there is a boot configuration" : "there is no boot configuration",
                hasStore ? "" : "rebuild it with bcdboot, or name all disks of the server");
        volumes();
    }

    private void volumes() {
        guest.volumes()
                .bitLocker()
                .forEach(volume -> add(
                        "SOURCE.Encryption",
                        CheckStatus.CRITICAL,
                        volume + " is encrypted with BitLocker, whose key may be in the old machine",
                        "decrypt it, or suspend its protection, before the server is moved"));
        guest.volumes()
                .dynamic()
                .forEach(disk -> add(
                        "SOURCE.DynamicDisk",
                        CheckStatus.WARNING,
                        disk + " is a dynamic disk, which is copied whole, and cannot be changed by a plan",
                        "make it a basic disk, or go without a plan"));
        if (guest.isHibernated()) {
            add(
                    "SOURCE.Hibernation",
                    CheckStatus.CRITICAL,
                    "it hibernates, or was shut down to start fast: it would go on with the hardware that it had",
                    "shut it down with: shutdown /s /t 0, after powercfg /h off");
        }
    }

    private void unfinished() {
        String filters = guest.system().filters().stream()
                .filter(ClassFilter::isLeftOver)
                .map(filter -> filter.driver() + " on " + filter.className())
                .collect(Collectors.joining(", "));
        add(
                "GUESTOS.Disk",
                filters.isEmpty() ? CheckStatus.OK : CheckStatus.CRITICAL,
                filters.isEmpty() ? "no filter drivers are left over" : "filter drivers are left over: " + filters,
                filters.isEmpty() ? "" : "remove their names from UpperFilters and LowerFilters");
        String xen = guest.system().drivers().stream()
                .map(WindowsDriver::name)
                .filter(name -> name.startsWith("xen"))
                .collect(Collectors.joining(", "));
        add(
                "GUESTOS.Xen",
                xen.isEmpty() ? CheckStatus.OK : CheckStatus.WARNING,
                xen.isEmpty() ? "no drivers of Xen" : "drivers of Xen are installed: " + xen,
                xen.isEmpty() ? "" : "uninstall them if Windows does not start");
        boolean isPending = !guest.pending().isEmpty();
        add(
                "GUESTOS.Update",
                isPending ? CheckStatus.WARNING : CheckStatus.OK,
                isPending
                        ? "it has something to finish at its next start: " + guest.pending()
                        : "nothing is left to finish",
                isPending ? "start it once more before it is moved" : "");
        add(
                "GUESTOS.RtcTimeMode",
                CheckStatus.INFO,
                guest.system().isClockUtc() ? "UTC" : "local time, which ECS gives to Windows",
                "");
    }

    private void add(String code, CheckStatus status, String detail, String remedy) {
        items.add(CheckItem.of(i -> i.code(code).status(status).detail(detail).remedy(remedy)));
    }
}
