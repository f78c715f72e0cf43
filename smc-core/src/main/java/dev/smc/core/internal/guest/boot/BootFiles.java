package dev.smc.core.internal.guest.boot;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** All files of a guest that hold arguments of kernels, whichever boot loader reads them. */
public final class BootFiles {
    /** Paths, whose last two names may be {@code *}, with what is in them. */
    private static final List<BootFile> KNOWN = List.of(
            new BootFile("/boot/grub/grub.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/grub2/grub.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/efi/EFI/*/grub.cfg", BootFile.Kind.GRUB),
            new BootFile("/boot/grub/grub.cfg", BootFile.Kind.GRUB_VARIABLE),
            new BootFile("/boot/grub2/grub.cfg", BootFile.Kind.GRUB_VARIABLE),
            new BootFile("/boot/efi/EFI/*/grub.cfg", BootFile.Kind.GRUB_VARIABLE),
            new BootFile("/boot/grub2/grubenv", BootFile.Kind.GRUB_ENVIRONMENT),
            new BootFile("/boot/grub/grubenv", BootFile.Kind.GRUB_ENVIRONMENT),
            new BootFile("/boot/efi/EFI/*/grubenv", BootFile.Kind.GRUB_ENVIRONMENT),
            new BootFile("/boot/loader/entries/*", BootFile.Kind.ENTRY),
            new BootFile("/boot/efi/loader/entries/*", BootFile.Kind.ENTRY),
            new BootFile("/efi/loader/entries/*", BootFile.Kind.ENTRY),
            new BootFile("/boot/grub/menu.lst", BootFile.Kind.GRUB_LEGACY),
            new BootFile("/boot/grub/grub.conf", BootFile.Kind.GRUB_LEGACY),
            new BootFile("/boot/grub/menu.lst", BootFile.Kind.GRUB_LEGACY_DEFAULT),
            new BootFile("/boot/extlinux/extlinux.conf", BootFile.Kind.SYSLINUX),
            new BootFile("/boot/extlinux.conf", BootFile.Kind.SYSLINUX),
            new BootFile("/boot/syslinux/syslinux.cfg", BootFile.Kind.SYSLINUX),
            new BootFile("/etc/default/grub", BootFile.Kind.GRUB_DEFAULT),
            new BootFile("/etc/default/grub", BootFile.Kind.GRUB_DEFAULT_NORMAL),
            new BootFile("/etc/update-extlinux.conf", BootFile.Kind.SYSLINUX_DEFAULT),
            new BootFile("/etc/kernel/cmdline", BootFile.Kind.WHOLE));

    private BootFiles() {}

    /** Arguments, and whether they are all that a kernel gets. */
    public record Line(String path, KernelArguments arguments, boolean isFull) {}

    /** Returns the arguments that a guest's files hold, as edited so far. */
    public static List<Line> read(EditPlan plan) {
        List<Line> lines = new ArrayList<>();
        for (BootFile file : files(plan)) {
            file.rewrite(plan.text(file.path()).orElse(""), arguments -> {
                lines.add(new Line(file.path(), arguments, file.kind().use() == BootFile.Use.ALL));
                return arguments;
            });
        }
        return lines;
    }

    /**
     * Plans other arguments.
     *
     * @param change of the arguments that are there
     */
    public static void rewrite(EditPlan plan, UnaryOperator<KernelArguments> change, String reason) {
        rewrite(plan, files(plan), change, reason);
    }

    /**
     * Plans more arguments for every kernel, once for each.
     *
     * @param addition adds them where they are not yet
     */
    public static void add(EditPlan plan, UnaryOperator<KernelArguments> addition, String reason) {
        List<BootFile> files = files(plan).stream()
                .filter(file -> file.kind().use() != BootFile.Use.ADDED_TO_SOME)
                .toList();
        rewrite(plan, files, addition, reason);
    }

    /**
     * Plans more arguments for the kernels that are installed now, but not for later ones.
     *
     * @param addition adds them where they are not yet
     */
    public static void addToInstalled(EditPlan plan, UnaryOperator<KernelArguments> addition, String reason) {
        List<BootFile> files = files(plan).stream()
                .filter(file -> file.kind().use() == BootFile.Use.ALL)
                .toList();
        rewrite(plan, files, addition, reason);
    }

    private static void rewrite(
            EditPlan plan, List<BootFile> files, UnaryOperator<KernelArguments> change, String reason) {
        for (BootFile file : files) {
            plan.text(file.path()).ifPresent(text -> plan.write(file.path(), file.rewrite(text, change), reason));
        }
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
        String directory = path.substring(0, star - 1);
        return plan.names(directory).stream()
                .map(name -> directory + "/" + name + path.substring(star + 1))
                .filter(found -> plan.text(found).isPresent())
                .toList();
    }
}
