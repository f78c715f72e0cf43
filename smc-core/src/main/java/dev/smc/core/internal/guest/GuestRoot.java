package dev.smc.core.internal.guest;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.filesystem.FileTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a guest by the paths that it knows them by: its root file system, with those of its fstab mounted in it. What cannot
 * be read is not there. Links are followed as the guest would, never out of it. Thread-safe.
 */
public final class GuestRoot {
    /** Where most servers mount their EFI system partition. */
    public static final String EFI = "/boot/efi";

    /** Where programs, configuration and kernels may be; what is mounted elsewhere is data, which may be much. */
    private static final Set<String> OF_SYSTEM =
            Set.of("/boot", "/etc", "/lib", "/opt", "/usr", "/usr/lib", "/usr/local", "/var", "/var/lib");

    private static final Logger LOG = LoggerFactory.getLogger(GuestRoot.class);
    private static final int MOST_LINKS = 40;
    /** Names on the way to a file, with those of links. */
    private static final int MOST_STEPS = 500;

    private static final int MOST_NAMES = 65536;

    private final GuestDevice device;
    private final Map<String, GuestDevice> mounts = new LinkedHashMap<>();
    private final List<Fstab.Entry> missing = new ArrayList<>();

    private GuestRoot(GuestDevice device) {
        this.device = device;
    }

    /** Returns the files of one file system alone. */
    public static GuestRoot alone(GuestDevice device) {
        return new GuestRoot(device);
    }

    /**
     * Returns the files of a guest.
     *
     * @param root what its root file system lies on; its files can be read
     * @param devices all of the server
     */
    public static GuestRoot mounted(GuestDevice root, List<GuestDevice> devices) {
        GuestRoot guest = new GuestRoot(root);
        Fstab fstab = guest.text("/etc/fstab").map(Fstab::parse).orElse(new Fstab(List.of()));
        Map<Fstab.Entry, GuestDevice> found =
                FstabDevices.of(root, devices, fstab).all();
        fstab.entries().stream()
                .filter(entry -> entry.path().startsWith("/") && entry.path().length() > 1)
                // What is mounted within another comes after it.
                .sorted(Comparator.comparingInt(entry -> entry.path().length()))
                .forEach(entry -> guest.mount(entry, Optional.ofNullable(found.get(entry))));
        guest.mountEfi(devices);
        return guest;
    }

    /**
     * Only the firmware needs the EFI system partition, so that it need not be in fstab: systemd mounts it when asked for, other
     * servers never do. The first one is taken for mounted at {@link #EFI} then, whether there is such a directory or not.
     */
    private void mountEfi(List<GuestDevice> devices) {
        if (!mounts.containsKey(EFI) && mounts.values().stream().noneMatch(GuestDevice::isEfiSystem)) {
            devices.stream().filter(GuestDevice::isEfiSystem).findFirst().ifPresent(efi -> mounts.put(EFI, efi));
        }
    }

    private void mount(Fstab.Entry entry, Optional<GuestDevice> found) {
        if (found.isPresent()) {
            // Subvolumes of the root file system are part of its tree.
            found.filter(other -> !other.equals(device))
                    .ifPresent(other -> mounts.putIfAbsent(normalized(entry.path()), other));
        } else if (entry.device().startsWith("/dev/") || entry.device().contains("=")) {
            missing.add(entry);
        }
    }

    private static String normalized(String path) {
        String joined = "/" + String.join("/", split(path).toList());
        return joined.length() > 1 ? joined : "/";
    }

    /** Returns what the root file system lies on. */
    public GuestDevice device() {
        return device;
    }

    /** Returns what is mounted where, besides the root. */
    public Map<String, GuestDevice> mounts() {
        return Map.copyOf(mounts);
    }

    /** Returns where what belongs to the system is mounted, with the root; what is mounted within another comes after it. */
    public Map<String, GuestDevice> systemMounts() {
        Map<String, GuestDevice> system = new TreeMap<>(Map.of("/", device));
        mounts.forEach((path, mounted) -> {
            if (OF_SYSTEM.contains(path)) {
                system.put(path, mounted);
            }
        });
        return system;
    }

    /** Returns the devices that the system lies on, each once. */
    public Stream<GuestDevice> systemDevices() {
        return systemMounts().values().stream().distinct();
    }

    /** Returns the devices that its file systems lie on, each once. */
    public Stream<GuestDevice> devices() {
        return Stream.concat(Stream.of(device), mounts.values().stream()).distinct();
    }

    /** Returns the entries of fstab whose device is not on the disks of the server. */
    public List<Fstab.Entry> missing() {
        return List.copyOf(missing);
    }

    /** Returns what a path leads to. */
    public Optional<GuestFile> find(String path) {
        return quietly(path, () -> walk(path, true), Optional.empty());
    }

    /** Returns what is at a path; if that is a link, the link. */
    public Optional<GuestFile> findLink(String path) {
        return quietly(path, () -> walk(path, false), Optional.empty());
    }

    /** Returns whether a path leads to something. */
    public boolean exists(String path) {
        return find(path).isPresent();
    }

    /** Returns the names in a directory in order, without {@code .} and {@code ..}; none if it is no directory. */
    public List<String> names(String directory) {
        return quietly(
                directory,
                () -> find(directory)
                        .filter(GuestFile::isDirectory)
                        .map(found -> found.tree().names(found.node(), MOST_NAMES).stream()
                                .sorted()
                                .toList())
                        .orElse(List.of()),
                List.of());
    }

    /** Returns the text of a file as {@link GuestFile#text} has it. */
    public Optional<String> text(String path) {
        return quietly(path, () -> find(path).flatMap(GuestFile::text), Optional.empty());
    }

    /** Returns the content of a file, up to {@code most} bytes of it. */
    public Optional<byte[]> bytes(String path, int most) {
        return quietly(
                path, () -> find(path).filter(GuestFile::isFile).map(file -> file.read(0, most)), Optional.empty());
    }

    private static <T> T quietly(String path, Supplier<T> action, T otherwise) {
        try {
            return action.get();
        } catch (CorruptDiskException | SourceReadException e) {
            LOG.debug("{} cannot be read", path, e);
            return otherwise;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // What is damaged in a way that no reader foresaw is not there, either.
            LOG.warn("{} cannot be read", path, e);
            return otherwise;
        }
    }

    private Optional<GuestFile> walk(String path, boolean followsLast) {
        Deque<String> names = new ArrayDeque<>(split(path).toList());
        Deque<GuestFile> parents = new ArrayDeque<>();
        GuestFile at = top("/", device);
        int links = 0;
        for (int steps = 0; !names.isEmpty(); steps++) {
            if (steps == MOST_STEPS) {
                return Optional.empty();
            }
            String name = names.removeFirst();
            if (name.equals("..")) {
                at = parents.isEmpty() ? at : parents.pop();
                continue;
            }
            Optional<GuestFile> next = at.isDirectory() ? child(at, name) : Optional.empty();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            if (next.get().node().type() != FileTree.Type.LINK || (names.isEmpty() && !followsLast)) {
                parents.push(at);
                at = next.get();
                continue;
            }
            if (++links > MOST_LINKS) {
                return Optional.empty();
            }
            String target = next.get().target().orElseThrow();
            if (target.startsWith("/")) {
                at = top("/", device);
                parents.clear();
            }
            List<String> way = split(target).toList();
            for (int i = way.size() - 1; i >= 0; i--) {
                names.addFirst(way.get(i));
            }
        }
        return Optional.of(at);
    }

    private Optional<GuestFile> child(GuestFile directory, String name) {
        String path = join(directory.path(), name);
        GuestDevice mounted = mounts.get(path);
        if (mounted != null && mounted.tree().isPresent()) {
            return Optional.of(top(path, mounted));
        }
        return directory
                .tree()
                .child(directory.node(), name)
                .map(node -> new GuestFile(
                        path, directory.device(), join(directory.pathInDevice(), name), directory.tree(), node));
    }

    private static GuestFile top(String path, GuestDevice device) {
        FileTree tree = device.tree().orElseThrow();
        return new GuestFile(path, device, "/", tree, tree.root());
    }

    private static String join(String directory, String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }

    private static Stream<String> split(String path) {
        return Stream.of(path.split("/")).filter(name -> !name.isEmpty() && !name.equals("."));
    }
}
