package dev.smc.core.internal.guest.initramfs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What tells an image to load drivers as it starts, beyond what udev finds by itself: the changed files, by the program that made
 * the image.
 *
 * <ul>
 *   <li>initramfs-tools: {@code conf/modules}, a name a line, read by {@code load_modules} in {@code scripts/functions}.
 *   <li>dracut since 033: {@code rd.driver.pre=} in {@code etc/cmdline.d}, read by {@code getcmdline}; with systemd also
 *       {@code etc/modules-load.d}. Before: {@code rdloaddriver=} in {@code etc/cmdline}.
 *   <li>mkinitcpio: {@code MODULES} in {@code config}; with systemd {@code etc/modules-load.d}.
 *   <li>mkinitfs: {@code etc/modules}.
 *   <li>mkinitrd of SUSE: {@code RESOLVED_INITRD_MODULES} in {@code run_all.sh} and {@code config/start.sh}, of which
 *       {@code linuxrc} takes the first unless told to start slowly.
 * </ul>
 */
final class DriverLists {
    static final String LOADED_BY_SYSTEMD = "etc/modules-load.d/90-smc.conf";
    static final String COMMAND_LINE = "etc/cmdline.d/90-smc.conf";

    private static final Pattern MKINITCPIO = Pattern.compile("(?m)^MODULES=([\"']?)(.*?)\\1$");
    private static final Pattern SUSE =
            Pattern.compile("(?m)(\\bRESOLVED_INITRD_MODULES=)(?:'([^'\\n]*)'|\"([^\"\\n]*)\"|([^\\s'\"]*))");
    private static final List<String> SUSE_FILES = List.of("run_all.sh", "config/start.sh");

    private DriverLists() {}

    /** Returns the files to change with their new text; none if the program's images have no such list that is understood. */
    static Map<String, String> with(Initramfs image, List<String> names) {
        Map<String, String> files = new LinkedHashMap<>();
        String lines = lines(names);
        switch (image.generator()) {
            case INITRAMFS_TOOLS ->
                files.put("conf/modules", listed(image.text("conf/modules").orElse(""), names));
            case DRACUT -> {
                if (isOldDracut(image)) {
                    files.put(
                            "etc/cmdline",
                            image.text("etc/cmdline").orElse("") + arguments(" rdloaddriver=", names) + "\n");
                } else {
                    files.put(COMMAND_LINE, arguments(" rd.driver.pre=", names).strip() + "\n");
                    files.put(LOADED_BY_SYSTEMD, lines);
                }
            }
            case MKINITCPIO -> {
                files.put("config", mkinitcpio(image.text("config").orElse(""), names));
                files.put(LOADED_BY_SYSTEMD, lines);
            }
            case MKINITFS ->
                files.put("etc/modules", listed(image.text("etc/modules").orElse(""), names));
            case SUSE_MKINITRD ->
                SUSE_FILES.forEach(path -> image.text(path)
                        .filter(text -> SUSE.matcher(text).find())
                        .ifPresent(text -> files.put(path, suse(text, names))));
            case GENKERNEL, NASH_MKINITRD, BOOSTER, UNKNOWN -> {}
        }
        return files;
    }

    /** Before it had a directory of its own, dracut read one file of arguments. */
    private static boolean isOldDracut(Initramfs image) {
        return !image.entries().containsKey("lib/dracut") && !image.entries().containsKey("usr/lib/dracut");
    }

    private static String lines(List<String> names) {
        return names.stream().map(name -> name + "\n").collect(Collectors.joining());
    }

    private static String arguments(String before, List<String> names) {
        return names.stream().map(name -> before + name).collect(Collectors.joining());
    }

    private static String listed(String old, List<String> names) {
        Set<String> known = old.lines()
                .map(line -> KernelModules.normalized(line.strip().split("\\s", 2)[0]))
                .collect(Collectors.toSet());
        String kept = old.isEmpty() || old.endsWith("\n") ? old : old + "\n";
        return kept + lines(names.stream().filter(name -> !known.contains(name)).toList());
    }

    private static String mkinitcpio(String old, List<String> names) {
        Matcher list = MKINITCPIO.matcher(old);
        if (list.find()) {
            return old.substring(0, list.start()) + "MODULES=\"" + merged(list.group(2), names) + "\""
                    + old.substring(list.end());
        }
        return old + (old.isEmpty() || old.endsWith("\n") ? "" : "\n") + "MODULES=\"" + String.join(" ", names)
                + "\"\n";
    }

    private static String suse(String old, List<String> names) {
        return SUSE.matcher(old).replaceAll(found -> {
            String list =
                    found.group(2) != null ? found.group(2) : found.group(3) != null ? found.group(3) : found.group(4);
            return Matcher.quoteReplacement(found.group(1) + "'" + merged(list, names) + "'");
        });
    }

    private static String merged(String old, List<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        for (String name : old.strip().split("\\s+", -1)) {
            all.add(name);
        }
        all.remove("");
        return String.join(" ", all);
    }
}
