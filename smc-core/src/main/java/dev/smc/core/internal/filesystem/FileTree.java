package dev.smc.core.internal.filesystem;

import java.util.List;
import java.util.Optional;

/**
 * The files of a file system, read without mounting it. Thread-safe.
 *
 * <p>Every method throws {@link dev.smc.api.error.CorruptDiskException} where the structures are damaged, and
 * {@link dev.smc.api.error.SourceReadException} where the disk cannot be read.
 */
public interface FileTree {
    /** Of a mode, the bits that are not its type. */
    int PERMISSIONS = 07777;

    /** What a node is. */
    enum Type {
        FILE,
        DIRECTORY,
        LINK,
        /** A device, pipe or socket, or a file that cannot be read, such as an encrypted one. */
        OTHER
    }

    /**
     * A file, directory or link.
     *
     * @param id its number in the file system
     * @param size of its content in bytes
     */
    record Node(long id, Type type, long size) {}

    /**
     * Whose a file is, and who may do what with it.
     *
     * @param permissions the last twelve bits of its mode
     * @param owner the number of its user
     * @param group the number of its group
     */
    record Attributes(int permissions, long owner, long group) {}

    /** Returns the top directory. */
    Node root();

    /** Returns what a directory has under a name. */
    Optional<Node> child(Node directory, String name);

    /** Returns the names in a directory, without {@code .} and {@code ..}, in no particular order; at most {@code most} of them. */
    List<String> names(Node directory, int most);

    /** Returns up to {@code length} bytes of a file, or of a link's target, from {@code offset} on; fewer only at its end. */
    byte[] read(Node file, long offset, int length);

    /** Returns whose a node is. Default, for file systems that know no owners: root's, and everybody may read it. */
    default Attributes attributes(Node node) {
        return new Attributes(node.type() == Type.DIRECTORY ? 0755 : 0644, 0, 0);
    }
}
