package dev.smc.core.internal.guest;

import dev.smc.core.internal.filesystem.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory of this machine as the file system of a guest. */
public final class DirectoryTree implements FileTree {
    private final List<Path> nodes = new ArrayList<>();

    public DirectoryTree(Path root) {
        nodes.add(root);
    }

    @Override
    public Node root() {
        return node(0);
    }

    private Node node(int id) {
        Path path = nodes.get(id);
        Type type = Files.isSymbolicLink(path) ? Type.LINK : Files.isDirectory(path) ? Type.DIRECTORY : Type.FILE;
        return new Node(id, type, path.toFile().length());
    }

    @Override
    public Optional<Node> child(Node directory, String name) {
        Path path = nodes.get((int) directory.id()).resolve(name);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        nodes.add(path);
        return Optional.of(node(nodes.size() - 1));
    }

    @Override
    public List<String> names(Node directory, int most) {
        try (Stream<Path> entries = Files.list(nodes.get((int) directory.id()))) {
            return entries.map(path -> path.getFileName().toString())
                    .limit(most)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(Node file, long offset, int length) {
        try {
            Path path = nodes.get((int) file.id());
            byte[] all = Files.isSymbolicLink(path)
                    ? Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8)
                    : Files.readAllBytes(path);
            return Arrays.copyOfRange(all, (int) offset, (int) Math.min(all.length, offset + length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
