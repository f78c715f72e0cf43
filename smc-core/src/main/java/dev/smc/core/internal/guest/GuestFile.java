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
    /** What is longer is no configuration, and none that is parsed. */
    private static final int LONGEST_TEXT = 1 << 20;

    /** Returns up to {@code length} bytes from {@code offset} on; fewer only at the end. */
    public byte[] read(long offset, int length) {
        return tree.read(node, offset, length);
    }

    /**
     * Returns all of its text, byte by byte as ISO 8859-1 has it, so that nothing is lost by editing it; empty if it is no file or
     * {@link #isTooLong}.
     */
    public Optional<String> text() {
        return isFile() && !isTooLong()
                ? Optional.of(new String(read(0, LONGEST_TEXT), StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    /** Returns whether it is longer than 1 MiB, so that it is not read as a text. */
    public boolean isTooLong() {
        return isFile() && node.size() > LONGEST_TEXT;
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
