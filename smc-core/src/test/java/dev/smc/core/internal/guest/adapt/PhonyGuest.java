package dev.smc.core.internal.guest.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.MemoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A guest of {@code src/test/guests}, in the format of {@code docs/formats/guests.md}, with its files and kernels in memory.
 *
 * @param directory of the case
 * @param json what its {@code guest.json} says
 */
record PhonyGuest(Path directory, JsonNode json, List<GuestDevice> devices) {
    private static final Path ALL = Path.of("src/test/guests");
    private static final long MEBIBYTE = 1 << 20;

    /** Returns the directories of all cases, by their names. */
    static List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(ALL)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    static PhonyGuest read(Path directory) throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("guest.json").toFile());
        return new PhonyGuest(directory, json, new Builder(directory, json).devices());
    }

    String name() {
        return directory.getFileName().toString();
    }

    Firmware firmware() {
        return Firmware.valueOf(json.get("firmware").asText());
    }

    /** Returns whether it starts on ECS once it is adapted. */
    boolean isBootable() {
        return json.get("expect").get("bootable").asBoolean();
    }

    String platform() {
        return json.get("platform").asText();
    }

    /** Returns what is known of its machine besides its files. */
    Map<String, String> machine() {
        Map<String, String> facts = new LinkedHashMap<>();
        json.path("machine")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        return facts;
    }

    private static final class Builder {
        private final Path files;
        private final JsonNode json;
        /** By their mount paths, the deepest first. */
        private final Map<String, MemoryTree> mounted = new LinkedHashMap<>();

        Builder(Path directory, JsonNode json) {
            this.files = directory.resolve("tree");
            this.json = json;
        }

        List<GuestDevice> devices() throws IOException {
            List<String> mounts = new ArrayList<>();
            json.get("devices").forEach(device -> {
                if (device.has("mount")) {
                    mounts.add(device.get("mount").asText());
                }
            });
            mounts.sort(Comparator.comparingInt(String::length).reversed());
            mounts.forEach(mount -> mounted.put(mount, new MemoryTree()));
            try (Stream<Path> all = Files.walk(files)) {
                for (Path file : all.sorted().toList()) {
                    add(file);
                }
            }
            mounts.forEach(this::addMountPoint);
            new PhonyKernels(
                            json,
                            (path, content) -> place(
                                    real(path),
                                    (tree, there) -> tree.file(there, content, new FileTree.Attributes(0644, 0, 0))))
                    .add();
            List<GuestDevice> devices = new ArrayList<>();
            json.get("devices").forEach(device -> devices.add(device(device)));
            return devices;
        }

        private interface Placing {
            void place(MemoryTree tree, String path);
        }

        private void add(Path file) throws IOException {
            String path = "/" + files.relativize(file).toString();
            if (path.length() == 1 || path.endsWith("/.keep")) {
                return;
            }
            if (Files.isSymbolicLink(file)) {
                String target = Files.readSymbolicLink(file).toString();
                place(path, (tree, there) -> tree.link(there, target));
            } else if (Files.isDirectory(file)) {
                place(path, MemoryTree::directory);
            } else {
                byte[] content = Files.readAllBytes(file);
                int permissions = Files.isExecutable(file) && content.length > 1 && content[0] == '#' ? 0755 : 0644;
                place(path, (tree, there) -> tree.file(there, content, new FileTree.Attributes(permissions, 0, 0)));
            }
        }

        private void addMountPoint(String mount) {
            if (mount.length() > 1) {
                String parent = mount.substring(0, mount.lastIndexOf('/'));
                String name = mount.substring(mount.lastIndexOf('/'));
                place(
                        parent.isEmpty() ? "/" : parent,
                        (tree, there) -> tree.directory((there.equals("/") ? "" : there) + name));
            }
        }

        /** What no device has is in no file system that can be read, such as an encrypted one. */
        private void place(String path, Placing placing) {
            for (Map.Entry<String, MemoryTree> mount : mounted.entrySet()) {
                String prefix = mount.getKey().equals("/") ? "" : mount.getKey();
                if (path.equals(mount.getKey()) || path.startsWith(prefix + "/")) {
                    String rest = path.substring(prefix.length());
                    placing.place(mount.getValue(), rest.isEmpty() ? "/" : rest);
                    return;
                }
            }
        }

        /** Directories such as {@code /lib} may be links. */
        private String real(String path) {
            Path at = files;
            for (String name : path.substring(1).split("/", -1)) {
                at = at.resolve(name);
                try {
                    at = Files.isSymbolicLink(at)
                            ? resolved(
                                    at.getParent(), Files.readSymbolicLink(at).toString())
                            : at;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return "/" + files.relativize(at);
        }

        private Path resolved(Path directory, String target) {
            return target.startsWith("/")
                    ? files.resolve(target.substring(1))
                    : directory.resolve(target).normalize();
        }

        private GuestDevice device(JsonNode device) {
            Optional<FileTree> tree = Optional.ofNullable(text(device, "mount")).map(mounted::get);
            return new GuestDevice(
                    device.get("content").asText(),
                    Optional.ofNullable(text(device, "uuid")),
                    Optional.ofNullable(text(device, "label")),
                    Optional.ofNullable(text(device, "partitionUuid")),
                    device.path("disk").asInt(0),
                    device.path("partition").asInt(0),
                    Optional.ofNullable(text(device, "volume")),
                    GuestDevices.nowhere(),
                    device.has("freeMiB")
                            ? OptionalLong.of(device.get("freeMiB").asLong() * MEBIBYTE)
                            : OptionalLong.empty(),
                    tree);
        }

        private static @Nullable String text(JsonNode node, String name) {
            return node.hasNonNull(name) ? node.get(name).asText() : null;
        }
    }
}
