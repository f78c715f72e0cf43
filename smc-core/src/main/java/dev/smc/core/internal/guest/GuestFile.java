package dev.smc.core.internal.guest;

import dev.smc.core.internal.filesystem.FileTree;

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
    /** Returns up to {@code length} bytes from {@code offset} on; fewer only at the end. */
    public byte[] read(long offset, int length) {
        return tree.read(node, offset, length);
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
