package dev.smc.core.internal.guest;

import dev.smc.core.internal.filesystem.FileTree;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file, directory or link of a guest that was found.
 *
 * @param path where it really is in the guest, behind all links
 * @param device what it lies on
 * @param pathInDevice where on that
 * @param tree the files of that
 * @param node what it is there
 */
public record GuestFile(String path, GuestDevice device, String pathInDevice, FileTree tree, FileTree.Node node) {
    private static final int LONGEST_LINK = 4096;

    /** Returns up to {@code length} bytes from {@code offset} on; fewer only at the end. */
    public byte[] read(long offset, int length) {
        return tree.read(node, offset, length);
    }

    /** Returns where it leads, if it is a link. */
    public Optional<String> target() {
        return node.type() == FileTree.Type.LINK
                ? Optional.of(new String(read(0, LONGEST_LINK), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    public boolean isFile() {
        return node.type() == FileTree.Type.FILE;
    }

    public boolean isDirectory() {
        return node.type() == FileTree.Type.DIRECTORY;
    }

    public FileTree.Attributes attributes() {
        return tree.attributes(node);
    }
}
