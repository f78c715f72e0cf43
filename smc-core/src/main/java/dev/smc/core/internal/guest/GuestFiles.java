package dev.smc.core.internal.guest;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.filesystem.FileTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a guest over all its file systems. Where each of them is mounted is not known, so a path is looked for in all of
 * them, and in those that are no root also without its first directory: {@code /var/log/dmesg} as {@code /log/dmesg}. What cannot
 * be read is not there. Not thread-safe.
 */
final class GuestFiles {
    private static final Logger LOG = LoggerFactory.getLogger(GuestFiles.class);
    private static final int MOST_LINKS = 40;
    private static final int MOST_NAMES = 4096;
    private static final int LONGEST_LINK = 4096;

    private final List<FileTree> trees;

    /** A file that was found, and its path as asked for. */
    record Found(String path, FileTree tree, FileTree.Node node) {
        /** Returns up to {@code length} bytes from {@code offset} on. */
        byte[] read(long offset, int length) {
            return tree.read(node, offset, length);
        }
    }

    GuestFiles(List<FileTree> trees) {
        this.trees = List.copyOf(trees);
    }

    /** Returns what a path leads to; its last name may have {@code *} and {@code ?}. */
    List<Found> find(String path) {
        List<Found> found = new ArrayList<>();
        for (FileTree tree : trees) {
            try {
                List<Found> here = find(tree, path, path);
                int second = path.indexOf('/', 1);
                if (here.isEmpty() && second > 0 && resolve(tree, "/etc").isEmpty()) {
                    here = find(tree, path.substring(second), path);
                }
                found.addAll(here);
            } catch (CorruptDiskException | SourceReadException e) {
                LOG.debug("{} cannot be read", path, e);
            }
        }
        return found;
    }

    private static List<Found> find(FileTree tree, String path, String asked) {
        int last = path.lastIndexOf('/');
        String name = path.substring(last + 1);
        if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
            return resolve(tree, path).map(node -> new Found(asked, tree, node)).stream()
                    .toList();
        }
        Optional<FileTree.Node> directory = resolve(tree, path.substring(0, last));
        if (directory.isEmpty() || directory.get().type() != FileTree.Type.DIRECTORY) {
            return List.of();
        }
        String prefix = asked.substring(0, asked.lastIndexOf('/') + 1);
        Predicate<String> matches = wildcards(name);
        return tree.names(directory.get(), MOST_NAMES).stream()
                .filter(matches)
                .sorted()
                .flatMap(entry ->
                        resolve(tree, path.substring(0, last + 1) + entry)
                                .map(node -> new Found(prefix + entry, tree, node))
                                .stream())
                .toList();
    }

    /** Names of a guest are no names of this machine, so that its globs do not do: any character may be in them. */
    private static Predicate<String> wildcards(String name) {
        StringBuilder regex = new StringBuilder("(?s)");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }

    /** Follows a path within a file system, links included. */
    private static Optional<FileTree.Node> resolve(FileTree tree, String path) {
        Deque<String> names = new ArrayDeque<>(split(path).toList());
        Deque<FileTree.Node> parents = new ArrayDeque<>();
        FileTree.Node node = tree.root();
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.removeFirst();
            if (name.equals("..")) {
                node = parents.isEmpty() ? node : parents.pop();
                continue;
            }
            Optional<FileTree.Node> next =
                    node.type() == FileTree.Type.DIRECTORY ? tree.child(node, name) : Optional.empty();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            if (next.get().type() != FileTree.Type.LINK) {
                parents.push(node);
                node = next.get();
                continue;
            }
            if (++links > MOST_LINKS) {
                return Optional.empty();
            }
            String target = new String(tree.read(next.get(), 0, LONGEST_LINK), StandardCharsets.UTF_8);
            if (target.startsWith("/")) {
                node = tree.root();
                parents.clear();
            }
            List<String> steps = split(target).toList();
            for (int i = steps.size() - 1; i >= 0; i--) {
                names.addFirst(steps.get(i));
            }
        }
        return Optional.of(node);
    }

    private static Stream<String> split(String path) {
        return Stream.of(path.split("/")).filter(name -> !Set.of("", ".").contains(name));
    }
}
