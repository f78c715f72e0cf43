package dev.smc.core.internal.guest.boot;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** All files of a guest that hold arguments of kernels, whichever boot loader reads them. */
public final class BootFiles {
    /** Paths, one of whose last two names may have {@code *}, with what is in them. */
    private static final List<BootFile> KNOWN = List.of(
            new BootFile("/boot/grub/grub.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/grub2/grub.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/efi/EFI/*/grub.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/grub/grub.cfg", BootFile.Kind.GRUB_VARIABLE),
            new BootFile("/boot/grub2/grub.cfg", BootFile.Kind.GRUB_VARIABLE),
            new BootFile("/boot/efi/EFI/*/grub.cfg", BootFile.Kind.GRUB_VARIABLE),
            new BootFile("/boot/grub/custom.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/grub2/custom.cfg", BootFile.Kind.GRUB),
            new BootFile("/etc/grub.d/40_custom", BootFile.Kind.GRUB),
            new BootFile("/boot/grub2/grubenv", BootFile.Kind.GRUB_ENVIRONMENT),
            new BootFile("/boot/grub/grubenv", BootFile.Kind.GRUB_ENVIRONMENT),
            new BootFile("/boot/efi/EFI/*/grubenv", BootFile.Kind.GRUB_ENVIRONMENT),
            new BootFile("/boot/loader/entries/*.conf", BootFile.Kind.ENTRY),
            new BootFile("/boot/efi/loader/entries/*.conf", BootFile.Kind.ENTRY),
            new BootFile("/efi/loader/entries/*.conf", BootFile.Kind.ENTRY),
            new BootFile("/boot/grub/menu.lst", BootFile.Kind.GRUB_LEGACY),
            new BootFile("/boot/grub/grub.conf", BootFile.Kind.GRUB_LEGACY),
            new BootFile("/boot/efi/EFI/*/grub.conf", BootFile.Kind.GRUB_LEGACY),
            new BootFile("/boot/grub/menu.lst", BootFile.Kind.GRUB_LEGACY_DEFAULT),
            new BootFile("/boot/extlinux/*.conf", BootFile.Kind.SYSLINUX),
            new BootFile("/boot/extlinux/*.cfg", BootFile.Kind.SYSLINUX),
            new BootFile("/boot/extlinux.conf", BootFile.Kind.SYSLINUX),
            new BootFile("/boot/syslinux/*.cfg", BootFile.Kind.SYSLINUX),
            new BootFile("/etc/default/grub", BootFile.Kind.GRUB_DEFAULT),
            new BootFile("/etc/default/grub", BootFile.Kind.GRUB_DEFAULT_NORMAL),
            new BootFile("/etc/default/grub.d/*.cfg", BootFile.Kind.GRUB_DEFAULT),
            new BootFile("/etc/default/grub.d/*.cfg", BootFile.Kind.GRUB_DEFAULT_NORMAL),
            new BootFile("/etc/update-extlinux.conf", BootFile.Kind.SYSLINUX_DEFAULT),
            new BootFile("/etc/update-extlinux.conf", BootFile.Kind.SYSLINUX_ROOT),
            new BootFile("/etc/default/extlinux", BootFile.Kind.SYSLINUX_DEFAULT),
            new BootFile("/etc/default/extlinux", BootFile.Kind.SYSLINUX_ROOT),
            new BootFile("/etc/sysconfig/bootloader", BootFile.Kind.SUSE_DEFAULT),
            new BootFile("/etc/sysconfig/bootloader", BootFile.Kind.SUSE_FAILSAFE),
            new BootFile("/etc/kernel/cmdline", BootFile.Kind.WHOLE));

    private BootFiles() {}

    /** Arguments, and whether they are all that a kernel gets. */
    public record Line(String path, KernelArguments arguments, boolean isFull) {}

    /** Returns the arguments that a guest's files hold, as edited so far. */
    public static List<Line> read(EditPlan plan) {
        List<Line> lines = new ArrayList<>();
        for (BootFile file : files(plan)) {
            for (KernelArguments arguments : file.read(text(plan, file))) {
                boolean isFull = file.kind().use() == BootFile.Use.ALL && !arguments.isByVariable();
                lines.add(new Line(file.path(), arguments, isFull));
            }
        }
        return lines;
    }

    /** Returns the files that there are, whether they hold arguments or not. */
    public static Set<String> paths(EditPlan plan) {
        return files(plan).stream().map(BootFile::path).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether LILO starts the guest, and nothing else is known to: it finds files by where their bytes lie on the disk. */
    public static boolean isByPlaces(EditPlan plan) {
        return plan.root().exists("/etc/lilo.conf") && read(plan).stream().noneMatch(Line::isFull);
    }

    /**
     * Plans other arguments.
     *
     * @param change of the arguments that are there
     */
    public static void rewrite(EditPlan plan, UnaryOperator<KernelArguments> change, String reason) {
        rewrite(plan, change, change, reason);
    }

    /**
     * Plans other arguments, which depend on whether there is an initial RAM disk.
     *
     * @param without the change where there is none
     */
    public static void rewrite(
            EditPlan plan,
            UnaryOperator<KernelArguments> change,
            UnaryOperator<KernelArguments> without,
            String reason) {
        for (BootFile file : files(plan)) {
            rewrite(
                    plan,
                    file,
                    (arguments, hasRamDisk) -> hasRamDisk ? change.apply(arguments) : without.apply(arguments),
                    reason);
        }
    }

    /**
     * Plans more arguments for every kernel, once for each.
     *
     * @param addition adds them where they are not yet
     */
    public static void add(EditPlan plan, UnaryOperator<KernelArguments> addition, String reason) {
        completeDefaults(plan, addition, reason);
        boolean hasVariable = files(plan).stream()
                .filter(file ->
                        file.kind() == BootFile.Kind.GRUB_VARIABLE || file.kind() == BootFile.Kind.GRUB_ENVIRONMENT)
                .anyMatch(file -> !file.read(text(plan, file)).isEmpty());
        for (BootFile file : files(plan)) {
            switch (file.kind().use()) {
                case ALL ->
                    rewrite(
                            plan,
                            file,
                            (arguments, hasRamDisk) ->
                                    hasVariable && arguments.isByVariable() ? arguments : addition.apply(arguments),
                            reason);
                case ADDED -> {
                    KernelArguments others = file.kind() == BootFile.Kind.GRUB_DEFAULT
                            ? normalArguments(plan, file)
                            : new KernelArguments(List.of());
                    rewrite(plan, file, (arguments, hasRamDisk) -> arguments.plusNew(addition, others), reason);
                }
                case ADDED_TO_SOME -> {}
            }
        }
    }

    /**
     * Plans more arguments for the kernels that are installed now, but not for later ones.
     *
     * @param addition adds them where they are not yet
     */
    public static void addToInstalled(EditPlan plan, UnaryOperator<KernelArguments> addition, String reason) {
        files(plan).stream()
                .filter(file -> file.kind().use() == BootFile.Use.ALL)
                .forEach(file -> rewrite(plan, file, (arguments, hasRamDisk) -> addition.apply(arguments), reason));
    }

    /** Without the line, the next kernel that is installed would be started without the arguments. */
    private static void completeDefaults(EditPlan plan, UnaryOperator<KernelArguments> addition, String reason) {
        BootFile defaults = new BootFile("/etc/default/grub", BootFile.Kind.GRUB_DEFAULT);
        Optional<String> text = plan.text(defaults.path());
        if (text.isPresent() && !defaults.isSet(text.get())) {
            KernelArguments added = new KernelArguments(List.of()).plusNew(addition, normalArguments(plan, defaults));
            if (!added.words().isEmpty()) {
                plan.write(defaults.path(), withLine(text.get(), "GRUB_CMDLINE_LINUX=\"" + added + '"'), reason);
            }
        }
    }

    private static void rewrite(EditPlan plan, BootFile file, BootFile.Change change, String reason) {
        plan.text(file.path())
                .ifPresent(text -> file.rewrite(text, change)
                        .ifPresentOrElse(
                                changed -> plan.write(file.path(), changed, reason),
                                () -> plan.refuse(
                                        file.path(),
                                        "GRUB's environment block has no room for other arguments, but " + reason
                                                + "; shorten kernelopts with grub2-editenv on the server")));
        extend(plan, file, change, reason);
    }

    /** Where the line that sets the arguments is not understood, another one behind it adds to them, if the file is for that. */
    private static void extend(EditPlan plan, BootFile file, BootFile.Change change, String reason) {
        String text = text(plan, file);
        file.hidden(text).ifPresent(before -> {
            KernelArguments after = change.apply(before, true);
            KernelArguments added = new KernelArguments(
                    after.words().stream().filter(word -> !before.has(word)).toList());
            Optional<String> variable = file.kind().extensible();
            if (!after.equals(before) && (variable.isEmpty() || !after.hasNamesOf(before))) {
                plan.refuse(
                        file.path(), "its kernel arguments are not understood; change them on the server: " + reason);
            }
            variable.filter(name -> !added.words().isEmpty())
                    .ifPresent(name ->
                            plan.write(file.path(), withLine(text, name + "=\"$" + name + " " + added + '"'), reason));
        });
    }

    private static String withLine(String text, String line) {
        return (text.isEmpty() || text.endsWith("\n") ? text : text + "\n") + line + "\n";
    }

    private static KernelArguments normalArguments(EditPlan plan, BootFile defaults) {
        return KernelArguments.joined(
                new BootFile(defaults.path(), BootFile.Kind.GRUB_DEFAULT_NORMAL).read(text(plan, defaults)));
    }

    private static String text(EditPlan plan, BootFile file) {
        return plan.text(file.path()).orElse("");
    }

    private static List<BootFile> files(EditPlan plan) {
        Map<String, List<String>> expanded = new LinkedHashMap<>();
        List<BootFile> files = new ArrayList<>();
        for (BootFile known : KNOWN) {
            expanded.computeIfAbsent(known.path(), path -> expand(plan, path))
                    .forEach(path -> files.add(new BootFile(path, known.kind())));
        }
        return files;
    }

    private static List<String> expand(EditPlan plan, String path) {
        int star = path.indexOf('*');
        if (star < 0) {
            return plan.text(path).isPresent() ? List.of(path) : List.of();
        }
        String directory = path.substring(0, path.lastIndexOf('/', star));
        String rest = path.substring(star + 1);
        return plan.names(directory).stream()
                .filter(name -> rest.startsWith("/") || name.endsWith(rest))
                .map(name -> directory + "/" + name + (rest.startsWith("/") ? rest : ""))
                .filter(found -> plan.text(found).isPresent())
                .toList();
    }
}
