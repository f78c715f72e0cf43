package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.DeviceNames;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.boot.BootFiles;
import dev.smc.core.internal.guest.boot.KernelArguments;
import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.system.Distribution.Family;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts kernels with a root and a swap device that survive the move, messages on the serial console, where ECS shows them, and
 * network interfaces named {@code eth0} and so on, as in the images of ECS, so that their configuration is found whatever slot they
 * are in.
 */
final class KernelArgumentsFixup implements Fixup {
    private static final String SERIAL = "console=ttyS0,115200n8";
    private static final String SCREEN = "console=tty0";
    private static final Set<String> OF_XEN = Set.of("console=hvc0", "console=xvc0", "xencons=tty");
    private static final List<String> BIOSDEVNAME = List.of("/sbin/biosdevname", "/usr/sbin/biosdevname");
    private static final String RESUME = "/etc/initramfs-tools/conf.d/resume";
    private static final Pattern RESUME_DEVICE = Pattern.compile("(?m)^RESUME=[\"']?([^\"'\\s]*)[\"']?[ \\t]*$");
    private static final Pattern NO_UUID = Pattern.compile("(?m)^(GRUB_DISABLE_LINUX_UUID=.*)$");

    @Override
    public String step() {
        return "kernel arguments";
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        BootFiles.rewrite(
                plan,
                arguments -> devices(adaptation, arguments, true),
                arguments -> devices(adaptation, arguments, false),
                "the root and swap devices have other names on ECS");
        if (adaptation.options().serialConsole()) {
            String reason = "ECS shows what is on the serial console";
            BootFiles.rewrite(plan, KernelArgumentsFixup::withoutXen, reason);
            BootFiles.add(plan, KernelArgumentsFixup::console, reason);
        }
        if (adaptation.options().dhcp() && renames(adaptation)) {
            String reason = "network interfaces are eth0 and so on, as in the images of ECS";
            BootFiles.rewrite(plan, arguments -> named(arguments, "net.ifnames", false), reason);
            BootFiles.add(plan, arguments -> named(arguments, "net.ifnames", true), reason);
            // It names interfaces of real machines only, so that it matters on bare-metal instances.
            if (BIOSDEVNAME.stream().anyMatch(plan.root()::exists)) {
                BootFiles.rewrite(plan, arguments -> named(arguments, "biosdevname", false), reason);
                BootFiles.add(plan, arguments -> named(arguments, "biosdevname", true), reason);
            }
        }
        plan.text("/etc/default/grub")
                .ifPresent(text -> plan.write(
                        "/etc/default/grub",
                        NO_UUID.matcher(text).replaceAll("#$1"),
                        "update-grub must name the root device by its UUID"));
        resume(adaptation);
    }

    /** Returns whether something in the guest gives network interfaces names of their own. */
    private static boolean renames(Adaptation adaptation) {
        return adaptation.guest().hasSystemd()
                || adaptation.guest().distribution().family() == Family.GENTOO;
    }

    private static KernelArguments devices(Adaptation adaptation, KernelArguments arguments, boolean hasRamDisk) {
        return arguments
                .replace(
                        "root",
                        value -> value.filter(DeviceNames::isUnstable).isPresent()
                                ? root(adaptation, value.orElseThrow(), hasRamDisk)
                                : value)
                .replace("resume", value -> resumable(adaptation, value.orElseThrow()));
    }

    /** The kernel itself knows partitions by their own identifiers only, not by those of their content. */
    private static Optional<String> root(Adaptation adaptation, String name, boolean hasRamDisk) {
        GuestDevice device = adaptation.guest().root().device();
        Optional<String> stable = hasRamDisk
                ? adaptation.guest().stableName(device).map(found -> ofFamily(adaptation, found))
                : device.partitionUuid().map(id -> "PARTUUID=" + id);
        if (stable.isEmpty()) {
            adaptation.notDone(
                    "root=" + name,
                    hasRamDisk
                            ? "no identifier is its own alone; give its file system a new one on the server, with tune2fs -U"
                                    + " random or xfs_admin -U generate"
                            : "without an initial RAM disk and an identifier of the partition there is no name for it that"
                                    + " is the same everywhere; ECS calls the system disk /dev/vda, or /dev/nvme0n1");
        }
        return stable.or(() -> Optional.of(name));
    }

    /** Initial RAM disks of old SUSE releases look for paths only. */
    private static String ofFamily(Adaptation adaptation, String name) {
        return adaptation.guest().distribution().family() == Family.SUSE && name.startsWith("UUID=")
                ? "/dev/disk/by-uuid/" + name.substring("UUID=".length())
                : name;
    }

    /** A kernel that waits for a device to resume from that is not there starts late, or not at all. */
    private static Optional<String> resumable(Adaptation adaptation, String name) {
        if (DeviceNames.isUnstable(name)) {
            return DeviceNames.resolve(adaptation.guest().devices(), name, "swap")
                    .flatMap(adaptation.guest()::stableName)
                    .map(stable -> ofFamily(adaptation, stable));
        }
        return name.contains("=") && adaptation.guest().device(name).isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static KernelArguments withoutXen(KernelArguments arguments) {
        return new KernelArguments(arguments.words().stream()
                .filter(word -> !OF_XEN.contains(word))
                .toList());
    }

    private static KernelArguments console(KernelArguments arguments) {
        if (arguments.words().stream().anyMatch(word -> word.startsWith("console=ttyS0"))) {
            return arguments;
        }
        return arguments.has(SCREEN) ? arguments.plus(SERIAL) : arguments.plus(SCREEN, SERIAL);
    }

    private static KernelArguments named(KernelArguments arguments, String name, boolean isAdded) {
        return isAdded && arguments.value(name).isEmpty()
                ? arguments.plus(name + "=0")
                : arguments.replace(name, value -> Optional.of("0"));
    }

    /** The file is also in each initramfs, where it is not changed: there the argument is stronger. */
    private static void resume(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        plan.text(RESUME).ifPresent(text -> {
            Matcher matcher = RESUME_DEVICE.matcher(text);
            if (matcher.find()
                    && (matcher.group(1).startsWith("/") || matcher.group(1).contains("="))) {
                Optional<String> device = resumable(adaptation, matcher.group(1));
                String argument = device.map(name -> "resume=" + name).orElse("noresume");
                if (!device.equals(Optional.of(matcher.group(1)))) {
                    String reason = "the swap device has another name on ECS";
                    plan.write(RESUME, matcher.replaceFirst("RESUME=" + device.orElse("none")), reason);
                    BootFiles.addToInstalled(plan, arguments -> resumed(arguments, argument), reason);
                }
            }
        });
    }

    private static KernelArguments resumed(KernelArguments arguments, String argument) {
        boolean isTold = arguments.value("resume").isPresent() || arguments.has("noresume");
        return isTold ? arguments : arguments.plus(argument);
    }
}
