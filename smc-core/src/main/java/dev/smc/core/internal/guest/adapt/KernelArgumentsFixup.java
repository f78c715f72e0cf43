package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.boot.BootFiles;
import dev.smc.core.internal.guest.boot.KernelArguments;
import dev.smc.core.internal.guest.edit.EditPlan;
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
                plan, arguments -> devices(adaptation, arguments), "the root and swap devices have other names on ECS");
        if (adaptation.options().serialConsole()) {
            BootFiles.add(plan, KernelArgumentsFixup::console, "ECS shows what is on the serial console");
        }
        if (adaptation.options().dhcp() && adaptation.guest().hasSystemd()) {
            BootFiles.add(
                    plan,
                    KernelArgumentsFixup::names,
                    "network interfaces are eth0 and so on, as in the images of ECS");
        }
        plan.text("/etc/default/grub")
                .ifPresent(text -> plan.write(
                        "/etc/default/grub",
                        NO_UUID.matcher(text).replaceAll("#$1"),
                        "update-grub must name the root device by its UUID"));
        resume(adaptation);
    }

    private static KernelArguments devices(Adaptation adaptation, KernelArguments arguments) {
        Optional<String> root = adaptation.guest().root().device().stableName();
        return arguments
                .replace(
                        "root",
                        value -> value.filter(DeviceNames::isUnstable).isPresent() ? root.or(() -> value) : value)
                .replace("resume", value -> resumable(adaptation, value.orElseThrow()));
    }

    /** A kernel that waits for a device to resume from that is not there starts late, or not at all. */
    private static Optional<String> resumable(Adaptation adaptation, String name) {
        if (DeviceNames.isUnstable(name)) {
            return DeviceNames.resolve(adaptation.guest(), name, "swap").flatMap(GuestDevice::stableName);
        }
        return name.contains("=") && adaptation.guest().device(name).isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static KernelArguments console(KernelArguments arguments) {
        List<String> words = arguments.words().stream()
                .filter(word -> !OF_XEN.contains(word))
                .toList();
        KernelArguments kept = new KernelArguments(words);
        if (words.stream().anyMatch(word -> word.startsWith("console=ttyS0"))) {
            return kept;
        }
        return kept.has(SCREEN) ? kept.plus(SERIAL) : kept.plus(SCREEN, SERIAL);
    }

    private static KernelArguments names(KernelArguments arguments) {
        KernelArguments named = arguments.value("net.ifnames").isPresent()
                ? arguments.replace("net.ifnames", value -> Optional.of("0"))
                : arguments.plus("net.ifnames=0");
        return named.value("biosdevname").isPresent() ? named : named.plus("biosdevname=0");
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
