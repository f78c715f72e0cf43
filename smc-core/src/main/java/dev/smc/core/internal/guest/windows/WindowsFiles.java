package dev.smc.core.internal.guest.windows;

import dev.smc.core.internal.filesystem.FileTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of one file system by their paths, which have slashes and no links. Not thread-safe. */
final class WindowsFiles {
    private static final int MOST_NAMES = 1 << 14;

    private final FileTree tree;
    private final Map<String, Optional<FileTree.Node>> directories = new HashMap<>();

    WindowsFiles(FileTree tree) {
        this.tree = tree;
    }

    Optional<FileTree.Node> find(String path) {
        int last = path.lastIndexOf('/');
        Optional<FileTree.Node> parent = last < 0 ? Optional.of(tree.root()) : directory(path.substring(0, last));
        return parent.flatMap(node -> tree.child(node, path.substring(last + 1)));
    }

    /** Many files are looked for in a few directories, of which some are large. */
    private Optional<FileTree.Node> directory(String path) {
        Optional<FileTree.Node> known = directories.get(path);
        if (known == null) {
            known = find(path).filter(node -> node.type() == FileTree.Type.DIRECTORY);
            directories.put(path, known);
        }
        return known;
    }

    boolean has(String path) {
        return find(path).isPresent();
    }

    /** Returns the names in a directory; none if there is no such one. */
    List<String> names(String path) {
        return find(path).map(node -> tree.names(node, MOST_NAMES)).orElse(List.of());
    }

    /** Returns up to {@code length} bytes of a file from its start on. */
    byte[] start(FileTree.Node file, int length) {
        return tree.read(file, 0, length);
    }

    HiveBytes bytes(FileTree.Node file) {
        return new HiveBytes() {
            @Override
            public long size() {
                return file.size();
            }

            @Override
            public byte[] read(long offset, int length) {
                return tree.read(file, offset, length);
            }
        };
    }
}
