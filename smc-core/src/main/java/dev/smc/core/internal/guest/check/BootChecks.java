package dev.smc.core.internal.guest.check;

import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.SkippedItem;
import dev.smc.core.internal.guest.DeviceNames;
import dev.smc.core.internal.guest.Fstab;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.adapt.FallbackLoaderFixup;
import dev.smc.core.internal.guest.adapt.KernelDrivers;
import dev.smc.core.internal.guest.boot.BootFiles;
import dev.smc.core.internal.guest.initramfs.Kernel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether the guest comes up: its kernels, their drivers, the boot loader's configuration and what is mounted. */
final class BootChecks {
    private static final Set<String> WAITED_FOR =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "auto", "jfs", "reiserfs");

    private static final Pattern CONTENT =
            Pattern.compile("(?i)(?:(?:UUID|LABEL|PARTUUID)=|/dev/disk/by-(?:uuid|label|partuuid)/)[^\\\\]+");
    /** A logical volume, {@code /dev/group/volume}. */
    private static final Pattern VOLUME =
            Pattern.compile("/dev/(?!disk/|mapper/|md/|loop|cciss/|ida/|rd/|i2o/)[^/]+/[^/]+");

    private static final Set<String> OPAQUE = Set.of("luks", "mdraid", "btrfs");

    private static final List<String> GRUB = List.of(
            "/boot/grub/grubenv",
            "/boot/grub/i386-pc",
            "/boot/grub/x86_64-efi",
            "/boot/grub2/grubenv",
            "/boot/grub2/i386-pc",
            "/boot/grub2/x86_64-efi");
    private static final String UNIFIED = GuestRoot.EFI + "/EFI/Linux";

    private BootChecks() {}

    static void check(Checked guest) {
        if (guest.kernels().isEmpty()) {
            guest.add(
                    "SOURCE.Kernel",
                    isHidden(guest) ? CheckStatus.WARNING : CheckStatus.CRITICAL,
                    "no kernel was found in /boot",
                    "install a kernel package, or make sure that the file system with /boot is among the disks");
            return;
        }
        List<KernelDrivers> usable = guest.kernels().stream()
                .filter(drivers -> !drivers.kernel().isOnlyForXen())
                .toList();
        if (usable.isEmpty()) {
            guest.add(
                    "SOURCE.Kernel",
                    CheckStatus.CRITICAL,
                    "every kernel runs only as a paravirtual guest of Xen: " + releases(guest.kernels()),
                    "install the distribution's usual kernel beside and make it the default");
            return;
        }
        guest.ok("SOURCE.Kernel", releases(usable));
        drivers(guest, usable, "GUESTOS.Virtio", KernelDrivers::findsDisk, "virtio disks", CheckStatus.CRITICAL);
        drivers(guest, usable, "GUESTOS.Nvme", KernelDrivers::findsNvme, "NVMe disks", CheckStatus.WARNING);
        damaged(guest, usable);
        unified(guest);
        firmware(guest);
        bootLoader(guest);
        fstab(guest);
        space(guest);
    }

    private static String releases(List<KernelDrivers> kernels) {
        return kernels.stream()
                .map(drivers -> drivers.kernel().release())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static void drivers(
            Checked guest,
            List<KernelDrivers> kernels,
            String code,
            Predicate<KernelDrivers> has,
            String what,
            CheckStatus ifNone) {
        List<KernelDrivers> without = kernels.stream().filter(has.negate()).toList();
        if (without.isEmpty()) {
            guest.ok(code, "every kernel finds " + what + " when it starts");
            return;
        }
        KernelDrivers first = without.get(0);
        String lacks = first.missing().isEmpty()
                ? "there is no driver " + String.join(", ", first.unavailable())
                : first.kernel()
                                .initramfs()
                                .map(path -> path + (first.isDamaged() ? " is damaged, or lacks " : " lacks "))
                                .orElse("there is no initramfs, and it has not built in ")
                        + String.join(", ", first.missing());
        Optional<String> obstacle = first.kernel()
                .initramfs()
                .flatMap(path -> guest.adaptation().notDone().stream()
                        .filter(item -> item.name().equals(path))
                        .map(SkippedItem::reason)
                        .findFirst());
        String remedy = first.missing().isEmpty()
                ? "install a kernel with virtio drivers, such as the distribution's usual one"
                : guest.orByMigration("add the drivers and rebuild the initramfs on the server");
        // The newest comes first, which is what starts unless somebody chose another.
        boolean isNewest = first.equals(kernels.get(0));
        guest.add(
                code,
                isNewest && (first.isCertain() || first.isDamaged()) ? ifNone : CheckStatus.WARNING,
                "kernel " + first.kernel().release() + " does not find " + what + ": " + lacks
                        + obstacle.map(why -> "; " + why).orElse(""),
                remedy);
    }

    private static void damaged(Checked guest, List<KernelDrivers> kernels) {
        for (KernelDrivers drivers : kernels) {
            drivers.initramfs()
                    .flatMap(image -> image.problem())
                    .ifPresent(problem -> guest.add(
                            "SOURCE.Initramfs",
                            CheckStatus.WARNING,
                            drivers.kernel().initramfs().orElse("") + " cannot be read: " + problem,
                            "rebuild it on the server"));
        }
        List<Kernel> bare = kernels.stream()
                .map(KernelDrivers::kernel)
                .filter(kernel -> kernel.initramfs().isEmpty())
                .toList();
        if (!bare.isEmpty()) {
            guest.info("SOURCE.Initramfs", "kernel " + bare.get(0).release() + " has none");
        }
    }

    private static void unified(Checked guest) {
        guest.files().names(UNIFIED).stream()
                .filter(name -> name.endsWith(".efi"))
                .findFirst()
                .ifPresent(name -> guest.add(
                        "SOURCE.UnifiedKernel",
                        CheckStatus.WARNING,
                        UNIFIED + "/" + name
                                + " holds a kernel with its initramfs, which is neither looked into nor edited",
                        "if it is what starts, rebuild it on the server with virtio_pci, virtio_blk and virtio_net"));
    }

    /** Kernels may be in one file with their initramfs, in directories that are not known, or where nothing can be read. */
    private static boolean isHidden(Checked guest) {
        boolean isElsewhere = !guest.files().names(UNIFIED).isEmpty()
                || !guest.files().names("/boot/kernels").isEmpty();
        Optional<Fstab.Entry> boot =
                Fstab.parse(guest.files().text("/etc/fstab").orElse("")).at("/boot");
        GuestDevice mounted = guest.guest().root().mounts().get("/boot");
        return isElsewhere
                || (boot.isPresent() && (mounted == null || mounted.tree().isEmpty()));
    }

    /** Whether the firmware finds what it is to start. */
    private static void firmware(Checked guest) {
        Firmware firmware = guest.guest().firmware();
        if (firmware == Firmware.UNKNOWN) {
            guest.add(
                    "SOURCE.BootLoader",
                    CheckStatus.CRITICAL,
                    "the first disk has neither a boot sector nor an EFI system partition",
                    "name the disk that the server starts from first, or install a boot loader on it");
        } else if (firmware == Firmware.UEFI && !FallbackLoaderFixup.isThere(guest.adaptation())) {
            guest.add(
                    "SOURCE.BootLoader",
                    CheckStatus.CRITICAL,
                    "there is no boot loader where UEFI looks for it unasked, EFI/BOOT on an EFI system partition",
                    guest.orByMigration("make one on the server with grub-install --removable, or bootctl install"));
        }
    }

    private static void bootLoader(Checked guest) {
        List<BootFiles.Line> lines = BootFiles.read(guest.files()).stream()
                .filter(line -> line.isFull() && !line.arguments().toString().contains("$"))
                .toList();
        List<BootFiles.Line> withRoot = lines.stream()
                .filter(line -> line.arguments().value("root").isPresent())
                .toList();
        List<BootFiles.Line> wrong = lines.stream()
                .filter(line -> line.arguments()
                        .value("root")
                        .filter(root -> isLost(guest, root))
                        .isPresent())
                .toList();
        Optional<SkippedItem> unchanged = unchangedFile(guest);
        if (BootFiles.isByPlaces(guest.files())) {
            guest.add(
                    "GUESTOS.Grub",
                    CheckStatus.WARNING,
                    "LILO starts it, and /etc/lilo.conf may name the root by a device that has another name on ECS",
                    "name it by its UUID and run lilo on the server, or install GRUB");
        } else if (lines.isEmpty()) {
            boolean isGrub = GRUB.stream().anyMatch(guest.guest().root()::exists)
                    && BootFiles.read(guest.files()).isEmpty();
            guest.add(
                    "GUESTOS.Grub",
                    isGrub ? CheckStatus.CRITICAL : CheckStatus.WARNING,
                    "no configuration of a boot loader was found",
                    "make sure that the guest has one: GRUB, extlinux or systemd-boot");
        } else if (!wrong.isEmpty()) {
            // Which entry is started is not known; old ones may be left. GRUB's environment is for all of them.
            boolean isForAll = wrong.size() == withRoot.size()
                    || wrong.stream().anyMatch(line -> line.path().endsWith("/grubenv"));
            guest.add(
                    "GUESTOS.Grub",
                    isForAll ? CheckStatus.CRITICAL : CheckStatus.WARNING,
                    wrong.get(0).path() + " starts a kernel with root="
                            + wrong.get(0).arguments().value("root").orElse("") + ", which is no device there",
                    guest.orByMigration("name it by its UUID"));
        } else if (unchanged.isPresent()) {
            guest.add(
                    "GUESTOS.Grub",
                    CheckStatus.WARNING,
                    unchanged.get().name() + " is not changed: "
                            + unchanged.get().reason(),
                    "change it on the server, so that kernels start as on ECS");
        } else {
            guest.ok(
                    "GUESTOS.Grub",
                    "kernels get a root device that is found: " + lines.get(0).path());
        }
    }

    /** Returns a file of a boot loader that should have been changed, but could not be. */
    private static Optional<SkippedItem> unchangedFile(Checked guest) {
        Set<String> paths = BootFiles.paths(guest.files());
        return guest.adaptation().notDone().stream()
                .filter(item -> paths.contains(item.name()))
                .findFirst();
    }

    /** A name that the kernel finds its root by on another machine is that of something on the disks, and no name of a place. */
    private static boolean isLost(Checked guest, String root) {
        return DeviceNames.isUnstable(root) || isAbsent(guest, root);
    }

    /** Returns whether a name is of something that would have to be on the disks, and is not. */
    private static boolean isAbsent(Checked guest, String name) {
        return !DeviceNames.isUnstable(name)
                && guest.guest().device(name).isEmpty()
                && (CONTENT.matcher(name).matches() || (isVolume(name) && !mayHideMore(guest)));
    }

    private static boolean isVolume(String name) {
        return name.startsWith("/dev/mapper/") || VOLUME.matcher(name).matches();
    }

    private static void fstab(Checked guest) {
        Fstab fstab = Fstab.parse(guest.files().text("/etc/fstab").orElse(""));
        List<String> unstable = fstab.entries().stream()
                .filter(entry -> DeviceNames.isUnstable(entry.device()) && isWaitedFor(entry))
                .map(entry -> entry.device() + " on " + entry.path())
                .toList();
        List<Fstab.Entry> missing = fstab.entries().stream()
                .filter(entry -> isWaitedFor(entry) && isAbsent(guest, entry.device()))
                .toList();
        List<String> absent = missing.stream()
                .map(entry -> entry.device() + " on " + entry.path())
                .toList();
        // Volumes of some kinds are not seen.
        boolean isCertain = missing.stream().anyMatch(entry -> !isVolume(entry.device())) && !mayHideMore(guest);
        if (!absent.isEmpty()) {
            guest.add(
                    "GUESTOS.Fstab",
                    isCertain ? CheckStatus.CRITICAL : CheckStatus.WARNING,
                    String.join(", ", absent) + " is not on the disks, and the start waits for it",
                    "name all disks of the server, or mount it nofail");
        } else if (!unstable.isEmpty()) {
            guest.add(
                    "GUESTOS.Fstab",
                    CheckStatus.CRITICAL,
                    String.join(", ", unstable) + " has another name on ECS",
                    guest.orByMigration("name it by its UUID"));
        } else if (fstab.at("/").isEmpty()) {
            guest.add(
                    "GUESTOS.Fstab",
                    CheckStatus.WARNING,
                    "/etc/fstab has no entry for /, which then stays read-only",
                    "name the root file system in it, by its UUID");
        } else {
            guest.ok("GUESTOS.Fstab", fstab.entries().size() + " entries, all by names that stay");
        }
    }

    /** Something may be in a device that its guest knows by a name of its own. */
    private static boolean mayHideMore(Checked guest) {
        return guest.guest().devices().stream().anyMatch(device -> OPAQUE.contains(device.content()));
    }

    private static boolean isWaitedFor(Fstab.Entry entry) {
        return !entry.has("nofail") && !entry.has("noauto") && WAITED_FOR.contains(entry.type()) && !entry.isSwap();
    }

    private static void space(Checked guest) {
        guest.guest().root().device().freeBytes().ifPresent(free -> {
            long size = guest.guest().root().device().range().length();
            if (size > 0 && free < size / 100) {
                guest.add(
                        "SOURCE.Space",
                        CheckStatus.WARNING,
                        "the root file system has " + free + " of " + size + " bytes free",
                        "delete what is not needed, or make it larger with a plan");
            }
        });
    }
}
