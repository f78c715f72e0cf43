package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.filesystem.FileTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An inode of ext2, ext3 or ext4.
 *
 * @param number its number
 * @param bytes as it lies on the disk
 */
record ExtInode(long number, ByteBuffer bytes) {
    static final int BLOCK_OFFSET = 0x28;
    static final int BLOCK_LENGTH = 60;

    private static final int OLD_SIZE = 128;
    private static final int FLAG_ENCRYPTED = 0x800;
    private static final int FLAG_EXTENTS = 0x80000;
    private static final int FLAG_EA_INODE = 0x200000;
    private static final int FLAG_INLINE_DATA = 0x10000000;
    private static final int XATTR_MAGIC = 0xea020000;
    private static final int XATTR_INDEX_SYSTEM = 7;
    private static final int XATTR_ENTRY_LENGTH = 16;

    FileTree.Type type() {
        boolean readable = (flags() & (FLAG_ENCRYPTED | FLAG_EA_INODE)) == 0;
        return switch (Short.toUnsignedInt(bytes.getShort(0)) >> 12) {
            case 4 -> readable ? FileTree.Type.DIRECTORY : FileTree.Type.OTHER;
            case 8 -> readable ? FileTree.Type.FILE : FileTree.Type.OTHER;
            case 10 -> readable ? FileTree.Type.LINK : FileTree.Type.OTHER;
            default -> FileTree.Type.OTHER;
        };
    }

    FileTree.Attributes attributes() {
        return new FileTree.Attributes(
                bytes.getShort(0) & FileTree.PERMISSIONS,
                Short.toUnsignedLong(bytes.getShort(2)) | Short.toUnsignedLong(bytes.getShort(0x78)) << 16,
                Short.toUnsignedLong(bytes.getShort(0x18)) | Short.toUnsignedLong(bytes.getShort(0x7a)) << 16);
    }

    long size() {
        return Integer.toUnsignedLong(bytes.getInt(4)) | Integer.toUnsignedLong(bytes.getInt(0x6c)) << 32;
    }

    boolean hasExtents() {
        return (flags() & FLAG_EXTENTS) != 0;
    }

    boolean hasInlineData() {
        return (flags() & FLAG_INLINE_DATA) != 0;
    }

    /** Returns whether the target of a link stands in the inode itself. */
    boolean isFastLink() {
        return type() == FileTree.Type.LINK && !hasExtents() && !hasInlineData() && size() < BLOCK_LENGTH;
    }

    private int flags() {
        return bytes.getInt(0x20);
    }

    /** Returns where blocks are described, or the content itself is. */
    ByteBuffer block() {
        return bytes.slice(BLOCK_OFFSET, BLOCK_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the content of an inode with inline data: what stands in place of the blocks, and the attribute system.data. */
    ByteBuffer inlineData() {
        ByteBuffer more = systemData();
        ByteBuffer data = ByteBuffer.allocate(BLOCK_LENGTH + more.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        return data.put(block()).put(more).flip();
    }

    private ByteBuffer systemData() {
        if (bytes.capacity() <= OLD_SIZE + Short.BYTES) {
            return ByteBuffer.allocate(0);
        }
        int start = OLD_SIZE + Short.toUnsignedInt(bytes.getShort(OLD_SIZE));
        if (start > bytes.capacity() - Integer.BYTES || bytes.getInt(start) != XATTR_MAGIC) {
            return ByteBuffer.allocate(0);
        }
        int first = start + Integer.BYTES;
        int entry = first;
        while (entry <= bytes.capacity() - XATTR_ENTRY_LENGTH && bytes.getInt(entry) != 0) {
            int nameLength = Byte.toUnsignedInt(bytes.get(entry));
            long offset = first + Short.toUnsignedLong(bytes.getShort(entry + 2));
            long length = Integer.toUnsignedLong(bytes.getInt(entry + 8));
            if (bytes.get(entry + 1) == XATTR_INDEX_SYSTEM
                    && name(entry + XATTR_ENTRY_LENGTH, nameLength).equals("data")
                    && offset + length <= bytes.capacity()) {
                return bytes.slice((int) offset, (int) length);
            }
            entry += XATTR_ENTRY_LENGTH + (nameLength + 3) / 4 * 4;
        }
        return ByteBuffer.allocate(0);
    }

    private String name(int offset, int length) {
        if (offset + length > bytes.capacity()) {
            return "";
        }
        byte[] name = new byte[length];
        bytes.get(offset, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
