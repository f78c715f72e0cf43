package dev.smc.core.internal.guest;

import dev.smc.core.internal.filesystem.FileTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory as the file system of a guest. */
public final class MemoryTree implements FileTree {
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final List<String> paths = new ArrayList<>();
    private final Map<String, Long> ids = new HashMap<>();

    private record Entry(Type type, byte[] content, Attributes attributes) {}

    public MemoryTree() {
        directory("/");
    }

    /** Puts a directory there, with those above it. */
    public MemoryTree directory(String path) {
        if (!entries.containsKey(path)) {
            put(path, new Entry(Type.DIRECTORY, new byte[0], new Attributes(0755, 0, 0)));
        }
        return this;
    }

    /** Puts a file of root's there that everybody may read. */
    public MemoryTree file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.ISO_8859_1), new Attributes(0644, 0, 0));
    }

    public MemoryTree file(String path, byte[] content, Attributes attributes) {
        return put(path, new Entry(Type.FILE, content, attributes));
    }

    public MemoryTree link(String path, String target) {
        byte[] content = target.getBytes(StandardCharsets.UTF_8);
        return put(path, new Entry(Type.LINK, content, new Attributes(0777, 0, 0)));
    }

    public void remove(String path) {
        entries.remove(path);
    }

    private MemoryTree put(String path, Entry entry) {
        if (path.length() > 1) {
            int slash = path.lastIndexOf('/');
            directory(slash == 0 ? "/" : path.substring(0, slash));
        }
        entries.put(path, entry);
        return this;
    }

    @Override
    public Node root() {
        return node("/");
    }

    private Node node(String path) {
        Entry entry = entries.get(path);
        long id = ids.computeIfAbsent(path, p -> {
            paths.add(p);
            return (long) paths.size() - 1;
        });
        return new Node(id, entry.type(), entry.content().length);
    }

    private Entry entry(Node node) {
        return entries.get(paths.get((int) node.id()));
    }

    @Override
    public Optional<Node> child(Node directory, String name) {
        return Optional.of(prefix(directory) + name)
                .filter(entries::containsKey)
                .map(this::node);
    }

    private String prefix(Node directory) {
        String path = paths.get((int) directory.id());
        return path.equals("/") ? path : path + "/";
    }

    @Override
    public List<String> names(Node directory, int most) {
        String prefix = prefix(directory);
        return entries.tailMap(prefix, false).keySet().stream()
                .takeWhile(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()))
                .filter(name -> name.indexOf('/') < 0)
                .limit(most)
                .toList();
    }

    @Override
    public byte[] read(Node file, long offset, int length) {
        byte[] all = entry(file).content();
        int from = (int) Math.min(offset, all.length);
        return Arrays.copyOfRange(all, from, (int) Math.min(all.length, (long) from + length));
    }

    @Override
    public Attributes attributes(Node node) {
        return entry(node).attributes();
    }
}
