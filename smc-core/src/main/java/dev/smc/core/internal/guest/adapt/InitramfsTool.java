package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The programs with which distributions make an initramfs, and how each is told to add drivers where nothing of the target is seen. */
enum InitramfsTool {
    /** Of Debian and Ubuntu. */
    UPDATE_INITRAMFS("update-initramfs") {
        @Override
        void plan(EditPlan plan, String kernel, String image, List<String> drivers, String reason) {
            remember(plan, drivers, reason);
            plan.run(List.of(program(), "-u", "-k", kernel), reason, List.of(image));
        }

        @Override
        void remember(EditPlan plan, List<String> drivers, String reason) {
            String names = plan.text(DEBIAN_MODULES).orElse("");
            List<String> known = names.lines().map(String::strip).toList();
            String missing = drivers.stream()
                    .filter(driver -> !known.contains(driver))
                    .map(driver -> driver + "\n")
                    .collect(Collectors.joining());
            String between = names.isEmpty() || names.endsWith("\n") || missing.isEmpty() ? "" : "\n";
            plan.write(DEBIAN_MODULES, names + between + missing, reason);
        }
    },
    /** Of Red Hat, SUSE and their likes. */
    DRACUT("dracut") {
        @Override
        void plan(EditPlan plan, String kernel, String image, List<String> drivers, String reason) {
            // Before it had a directory there, it was never made for one machine unless told so.
            Stream<String> general =
                    plan.root().exists("/usr/lib/dracut") ? Stream.of("--no-hostonly") : Stream.empty();
            Stream<String> others = Stream.of("--add-drivers", String.join(" ", drivers), image, kernel);
            List<String> command = Stream.of(Stream.of(program(), "-f"), general, others)
                    .flatMap(part -> part)
                    .toList();
            plan.run(command, reason, List.of(image));
        }
    },
    /** Of Arch Linux. */
    MKINITCPIO("mkinitcpio") {
        @Override
        void plan(EditPlan plan, String kernel, String image, List<String> drivers, String reason) {
            addWords(plan, "/etc/mkinitcpio.conf", ARCH_MODULES, drivers, reason);
            plan.run(List.of(program(), "-S", "autodetect", "-k", kernel, "-g", image), reason, List.of(image));
        }
    },
    /** Of Alpine Linux, which has a name for all drivers of VirtIO, and one for NVMe. */
    MKINITFS("mkinitfs") {
        @Override
        void plan(EditPlan plan, String kernel, String image, List<String> drivers, String reason) {
            List<String> features = drivers.contains("nvme") ? List.of("virtio", "nvme") : List.of("virtio");
            addWords(plan, "/etc/mkinitfs/mkinitfs.conf", ALPINE_FEATURES, features, reason);
            plan.run(List.of(program(), "-o", image, kernel), reason, List.of(image));
        }
    };

    private static final String DEBIAN_MODULES = "/etc/initramfs-tools/modules";
    private static final Pattern ARCH_MODULES = Pattern.compile("(?m)^([ \\t]*+MODULES=[(\"])([^)\"\\n]*)");
    private static final Pattern ALPINE_FEATURES = Pattern.compile("(?m)^([ \\t]*+features=\")([^\"\\n]*)");

    private final String program;

    /** Plans that the tool takes the drivers by itself from now on, where it would not on ECS. */
    void remember(EditPlan plan, List<String> drivers, String reason) {}

    InitramfsTool(String program) {
        this.program = program;
    }

    /** Returns the one that a guest has. */
    static Optional<InitramfsTool> of(GuestRoot root) {
        return Arrays.stream(values())
                .filter(tool -> Stream.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/")
                        .anyMatch(directory -> root.exists(directory + tool.program)))
                .findFirst();
    }

    final String program() {
        return program;
    }

    /**
     * Plans that it makes an image anew, and that later ones have the drivers as well where its configuration names drivers.
     *
     * @param kernel the release of the kernel, as {@code uname -r} would give it
     * @param image the path of the image
     * @param drivers the names of the kernel modules that it is to bring, besides those that it would bring anyway
     */
    abstract void plan(EditPlan plan, String kernel, String image, List<String> drivers, String reason);

    private static void addWords(EditPlan plan, String path, Pattern list, List<String> words, String reason) {
        String text = plan.text(path).orElse("");
        Matcher found = list.matcher(text);
        if (found.find()) {
            List<String> known = List.of(found.group(2).strip().split("\\s+"));
            String all = Stream.concat(known.stream(), words.stream().filter(word -> !known.contains(word)))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.joining(" "));
            plan.write(path, text.substring(0, found.start(2)) + all + text.substring(found.end(2)), reason);
        }
    }
}
