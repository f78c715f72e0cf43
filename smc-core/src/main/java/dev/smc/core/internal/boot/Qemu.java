package dev.smc.core.internal.boot;

import dev.smc.core.internal.tool.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * QEMU on this machine.
 *
 * @param command how it starts, with what ties its life to ours and what keeps a guest that breaks out of it in check
 * @param kvm whether KVM may be used
 */
record Qemu(List<String> command, boolean kvm) {
    private static final List<String> NAMES = List.of("qemu-system-x86_64", "qemu-kvm");
    private static final Path KVM = Path.of("/dev/kvm");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    /** Flags of processors by Intel and by AMD. */
    private static final Pattern VIRTUALIZATION = Pattern.compile("(?m)^flags\\s*:.*\\b(?:vmx|svm)\\b");

    private static final Duration PROBE = Duration.ofSeconds(30);
    /** The calls that a guest would want after it broke out of its machine. */
    private static final List<String> SANDBOX =
            List.of("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");

    private static final List<String> EXIT_WITH_US = List.of("-run-with", "exit-with-parent=on");
    private static final List<String> DIE_WITH_US = List.of("setpriv", "--pdeathsig", "KILL");

    /** Returns where it is. */
    static Optional<Path> program() {
        return NAMES.stream().flatMap(name -> Programs.find(name).stream()).findFirst();
    }

    /**
     * Finds out what a QEMU can do.
     *
     * @param work a directory that may be used
     */
    static Qemu examine(Path program, Path work) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        boolean ends = works(work, command, EXIT_WITH_US);
        if (ends) {
            command.addAll(EXIT_WITH_US);
        }
        if (works(work, command, SANDBOX)) {
            command.addAll(SANDBOX);
        }
        if (!ends && works(work, DIE_WITH_US, command)) {
            command.addAll(0, DIE_WITH_US);
        }
        return new Qemu(List.copyOf(command), Files.isReadable(KVM) && Files.isWritable(KVM) && virtualizes());
    }

    /** In some sandboxes there is a KVM without what it is made for, in which guests hang. */
    private static boolean virtualizes() {
        try {
            return VIRTUALIZATION.matcher(Files.readString(PROCESSORS)).find();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns it for a machine on which KVM is there but does not work. */
    Qemu withoutKvm() {
        return new Qemu(command, false);
    }

    /** An option that is not known makes it fail before it says its version. */
    private static boolean works(Path work, List<String> command, List<String> more) {
        String[] all = Stream.of(command, more, List.of("--version"))
                .flatMap(List::stream)
                .toArray(String[]::new);
        try {
            Programs.run(work.resolve("output.txt"), PROBE, Set.of(0), all);
            return true;
        } catch (Programs.FailedException e) {
            return false;
        }
    }

    /** Starts it; its temporary files go to a directory. */
    Process start(List<String> arguments, Path work) throws IOException {
        ProcessBuilder builder = Programs.builder(
                Stream.concat(command.stream(), arguments.stream()).toList());
        builder.environment().put("TMPDIR", work.toString());
        return builder.directory(work.toFile()).start();
    }
}
