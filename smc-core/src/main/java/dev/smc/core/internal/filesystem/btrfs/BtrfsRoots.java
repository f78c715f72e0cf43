package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/** The items that describe trees: 160 generation, 176 address of the root, 8 bytes each; 238 level. */
final class BtrfsRoots {
    static final int TYPE = 132;
    static final long EXTENT_TREE = 2;

    private static final int LENGTH = 239;

    private BtrfsRoots() {}

    static BtrfsTree.Root read(ByteBuffer item) throws UnmappableException {
        UnmappableException.check(item.capacity() >= LENGTH, "it describes a tree in " + item.capacity() + " bytes");
        return new BtrfsTree.Root(item.getLong(176), item.get(238), item.getLong(160));
    }
}
