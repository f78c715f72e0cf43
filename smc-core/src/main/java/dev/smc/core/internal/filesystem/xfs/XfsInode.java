package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.filesystem.FileTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An inode of XFS. What it holds, or where that lies, starts behind its fields, 100 bytes, or 176 from version 3 on, and ends where
 * extended attributes start:
 *
 * <pre>
 *  0 magic   2 mode, 2 bytes   8 user, c group, 4 bytes each   4 version   5 format: 1 content, 2 list of extents, 3 root of a tree of them, 1 byte each
 * 18 in some count of extents, 8 bytes   38 size, 8 bytes   4c in others count of extents, 4 bytes
 * 52 offset of attributes in 8 bytes, 1 byte   5a flags, 2 bytes
 * 64 in version 3 checksum   78 more flags, 8 bytes   98 own number, 8 bytes
 * </pre>
 *
 * @param number its number
 * @param bytes as it lies on the disk
 */
record XfsInode(long number, ByteBuffer bytes) {
    static final int FORMAT_LOCAL = 1;
    static final int FORMAT_EXTENTS = 2;
    static final int FORMAT_TREE = 3;

    private static final short MAGIC = 0x494e;
    private static final int FIELDS = 100;
    private static final int FIELDS_3 = 176;
    private static final int FLAG_REALTIME = 1;
    private static final int FLAG2_LARGE_COUNTERS = 0x10;

    /** Returns whether this is what it should be: an inode of a number, with a right checksum. */
    boolean isRight(boolean hasChecksum) {
        boolean right = bytes.getShort(0) == MAGIC && size() >= 0 && start() < end() && end() <= bytes.capacity();
        return hasChecksum
                ? right && version() == 3 && bytes.getLong(0x98) == number && XfsChecksum.isRight(bytes, 0x64)
                : right && (version() == 1 || version() == 2);
    }

    FileTree.Type type() {
        return switch (Short.toUnsignedInt(bytes.getShort(2)) >> 12) {
            case 4 -> FileTree.Type.DIRECTORY;
            // What is on the realtime device is not here.
            case 8 -> (bytes.getShort(0x5a) & FLAG_REALTIME) == 0 ? FileTree.Type.FILE : FileTree.Type.OTHER;
            case 10 -> FileTree.Type.LINK;
            default -> FileTree.Type.OTHER;
        };
    }

    FileTree.Attributes attributes() {
        return new FileTree.Attributes(
                bytes.getShort(2) & FileTree.PERMISSIONS,
                Integer.toUnsignedLong(bytes.getInt(8)),
                Integer.toUnsignedLong(bytes.getInt(0xc)));
    }

    long size() {
        return bytes.getLong(0x38);
    }

    int format() {
        return bytes.get(5);
    }

    long extentCount() {
        boolean large = version() == 3 && (bytes.getLong(0x78) & FLAG2_LARGE_COUNTERS) != 0;
        return large ? bytes.getLong(0x18) : Integer.toUnsignedLong(bytes.getInt(0x4c));
    }

    /** Returns the content, or what says where it lies. */
    ByteBuffer content() {
        return bytes.slice(start(), end() - start()).order(ByteOrder.BIG_ENDIAN);
    }

    private int version() {
        return bytes.get(4);
    }

    private int start() {
        return version() == 3 ? FIELDS_3 : FIELDS;
    }

    private int end() {
        int attributes = Byte.toUnsignedInt(bytes.get(0x52)) * Long.BYTES;
        return attributes == 0 ? bytes.capacity() : start() + attributes;
    }
}
