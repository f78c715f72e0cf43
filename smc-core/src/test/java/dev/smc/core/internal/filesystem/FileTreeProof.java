package dev.smc.core.internal.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Holds the files that are read of a file system against a directory of the machine. */
public final class FileTreeProof {
    private FileTreeProof() {}

    /** Checks that a tree has all that is below a directory, with the same content, and nothing else. */
    public static void check(FileTree tree, Path expected) throws IOException {
        checkDirectory(tree, tree.root(), expected, true);
    }

    private static void checkDirectory(FileTree tree, FileTree.Node node, Path expected, boolean top)
            throws IOException {
        List<String> names;
        try (Stream<Path> entries = Files.list(expected)) {
            names = entries.map(path -> path.getFileName().toString()).toList();
        }
        List<String> found = new ArrayList<>(tree.names(node, 10_000));
        if (top) {
            found.remove("lost+found");
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(names);
        assertThat(tree.names(node, 1)).hasSizeLessThan(2);
        assertThat(tree.child(node, "no such name")).isEmpty();
        for (String name : names) {
            checkNode(tree, tree.child(node, name).orElseThrow(), expected.resolve(name));
        }
    }

    private static void checkNode(FileTree tree, FileTree.Node node, Path expected) throws IOException {
        if (Files.isSymbolicLink(expected)) {
            assertThat(node.type()).isEqualTo(FileTree.Type.LINK);
            assertThat(new String(tree.read(node, 0, 4096), StandardCharsets.UTF_8))
                    .isEqualTo(Files.readSymbolicLink(expected).toString());
        } else if (Files.isDirectory(expected)) {
            assertThat(node.type()).isEqualTo(FileTree.Type.DIRECTORY);
            checkDirectory(tree, node, expected, false);
        } else {
            byte[] content = Files.readAllBytes(expected);
            assertThat(node.type()).isEqualTo(FileTree.Type.FILE);
            assertThat(node.size()).isEqualTo(content.length);
            assertThat(Arrays.mismatch(tree.read(node, 0, content.length + 10), content))
                    .as("%s", expected)
                    .isEqualTo(-1);
            int from = content.length / 3;
            assertThat(tree.read(node, from, 50))
                    .isEqualTo(Arrays.copyOfRange(content, from, Math.min(content.length, from + 50)));
        }
    }
}
