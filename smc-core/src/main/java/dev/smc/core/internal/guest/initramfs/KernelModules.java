package dev.smc.core.internal.guest.initramfs;

import dev.smc.core.internal.guest.GuestRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The drivers of one kernel of a guest: those built into it and those that are modules. Names are with {@code _} for {@code -}.
 * Thread-safe.
 */
public final class KernelModules {
    private static final Pattern FILE = Pattern.compile("(?:.*/)?([^/]+)\\.ko(?:\\.gz|\\.xz|\\.zst)?");
    private static final int LONGEST_INDEX = 32 << 20;
    /** Kernels before 2.6.34 have no list of what is built in, only their configuration. */
    private static final Map<String, String> OPTIONS = Map.of(
            "virtio", "CONFIG_VIRTIO",
            "virtio_ring", "CONFIG_VIRTIO",
            "virtio_pci", "CONFIG_VIRTIO_PCI",
            "virtio_blk", "CONFIG_VIRTIO_BLK",
            "virtio_scsi", "CONFIG_SCSI_VIRTIO",
            "virtio_net", "CONFIG_VIRTIO_NET",
            "virtio_console", "CONFIG_VIRTIO_CONSOLE",
            "nvme", "CONFIG_BLK_DEV_NVME",
            "nvme_core", "CONFIG_NVME_CORE");

    /** Where a kernel has a driver. */
    public enum State {
        BUILT_IN,
        MODULE,
        MISSING
    }

    /**
     * A module.
     *
     * @param path of its file, below the directory of the release
     * @param needs the names of modules that must be loaded before it
     */
    public record Module(String name, String path, List<String> needs) {}

    private final String release;
    private final String directory;
    private final Map<String, Module> modules = new HashMap<>();
    private final Set<String> builtIn = new HashSet<>();
    private final KernelConfig config;

    private KernelModules(String release, String directory, KernelConfig config) {
        this.release = release;
        this.directory = directory;
        this.config = config;
    }

    /** Returns those of a release; empty if the guest has no list of them, {@code modules.dep}. */
    public static Optional<KernelModules> of(GuestRoot guest, String release) {
        if (release.isEmpty() || release.contains("/") || release.startsWith(".")) {
            return Optional.empty();
        }
        for (String parent : List.of("/lib/modules/", "/usr/lib/modules/")) {
            String directory = parent + release;
            Optional<String> list = index(guest, directory + "/modules.dep");
            if (list.isPresent()) {
                KernelModules found = new KernelModules(release, directory, config(guest, release, directory));
                list.get().lines().forEach(found::addModule);
                index(guest, directory + "/modules.builtin")
                        .ifPresent(text ->
                                text.lines().forEach(line -> name(line.strip()).ifPresent(found.builtIn::add)));
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> index(GuestRoot guest, String path) {
        return guest.bytes(path, LONGEST_INDEX).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    static KernelConfig config(GuestRoot guest, String release, String directory) {
        return guest.text("/boot/config-" + release)
                .or(() -> guest.text(directory + "/config"))
                .map(KernelConfig::parse)
                .orElseGet(() -> new KernelConfig(Map.of()));
    }

    static String normalized(String name) {
        return name.replace('-', '_');
    }

    private static Optional<String> name(String path) {
        Matcher file = FILE.matcher(path);
        return file.matches() ? Optional.of(normalized(file.group(1))) : Optional.empty();
    }

    private void addModule(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return;
        }
        String path = below(line.substring(0, colon).strip());
        List<String> needs = new ArrayList<>();
        for (String needed : line.substring(colon + 1).strip().split("\\s+", -1)) {
            name(needed).ifPresent(needs::add);
        }
        // depmod lists what is nearest first, so that it is loaded last.
        Collections.reverse(needs);
        boolean leavesDirectory = List.of(path.split("/")).contains("..") || path.startsWith("/");
        if (!leavesDirectory) {
            name(path).ifPresent(name -> modules.put(name, new Module(name, path, List.copyOf(needs))));
        }
    }

    /** Old lists have whole paths. */
    private String below(String path) {
        String marker = "/modules/" + release + "/";
        int at = path.indexOf(marker);
        return path.startsWith("/") && at >= 0 ? path.substring(at + marker.length()) : path;
    }

    public String release() {
        return release;
    }

    /** Returns where the modules are in the guest. */
    public String directory() {
        return directory;
    }

    /** Returns how the kernel was built, as far as known. */
    public KernelConfig config() {
        return config;
    }

    /** Returns where the kernel has a driver. */
    public State state(String name) {
        String normalized = normalized(name);
        if (modules.containsKey(normalized)) {
            return State.MODULE;
        }
        String option = OPTIONS.get(normalized);
        boolean isBuiltIn = builtIn.contains(normalized) || (option != null && config.isBuiltIn(option));
        return isBuiltIn ? State.BUILT_IN : State.MISSING;
    }

    /** Returns the module of a name. */
    public Optional<Module> module(String name) {
        return Optional.ofNullable(modules.get(normalized(name)));
    }

    /** Returns modules and all that they need, each after what it needs; names of no module are passed over. */
    public List<Module> closure(Collection<String> names) {
        Map<String, Module> closure = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        names.forEach(name -> open.addLast(normalized(name)));
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            Module module = modules.get(name);
            if (module == null || closure.containsKey(name)) {
                continue;
            }
            if (seen.add(name)) {
                // Once more, after what it needs; a list in which modules need each other ends all the same.
                open.addFirst(name);
                List<String> needs = module.needs();
                for (int i = needs.size() - 1; i >= 0; i--) {
                    if (!seen.contains(needs.get(i))) {
                        open.addFirst(needs.get(i));
                    }
                }
            } else {
                closure.put(name, module);
            }
        }
        return List.copyOf(closure.values());
    }
}
