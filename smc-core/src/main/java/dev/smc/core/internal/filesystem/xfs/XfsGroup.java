package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The headers of an allocation group: its second sector (AGF) is about free space, the third (AGI) about inodes, the fourth (AGFL)
 * lists blocks kept for the trees of free space to grow. Hexadecimal offsets, 4 bytes each unless said:
 *
 * <pre>
 * AGF   0 magic   4 version   8 number of the group   c its blocks   10, 14, 18 roots of the trees of free space by place, by
 *       length, and of the reverse map   1c, 20, 24 their levels   28, 2c first and last entry in use of the list, 30 their number
 *       34 free blocks   38 longest run of them   40 UUID   58 root of the reference counts   d0 last written, 8 bytes   d8 checksum
 * AGI   0 magic   8 number of the group   14 root of the inode tree   128 UUID   138 checksum   148 root of the free inode tree
 * AGFL  in version 4 entries alone; else 0 magic   4 number of the group   8 UUID   20 checksum   24 entries
 * </pre>
 */
final class XfsGroup {
    private static final int AGF_MAGIC = 0x58414746;
    private static final int AGI_MAGIC = 0x58414749;
    private static final int AGFL_MAGIC = 0x5841464c;

    private final XfsSuperblock superblock;
    private final long number;
    private final ByteBuffer space;
    private final ByteBuffer inodes;
    private final ByteBuffer list;

    private XfsGroup(DiskRange range, XfsSuperblock superblock, long number) {
        this.superblock = superblock;
        this.number = number;
        this.space = sector(range, superblock, number, 1);
        this.inodes = sector(range, superblock, number, 2);
        this.list = sector(range, superblock, number, 3);
    }

    private static ByteBuffer sector(DiskRange range, XfsSuperblock superblock, long group, int sector) {
        int size = superblock.sectorSize();
        return range.read(superblock.offset(group, 0) + (long) sector * size, size)
                .order(ByteOrder.BIG_ENDIAN);
    }

    /** Takes blocks of a group that are in use, whatever the tree of free space says. */
    interface Sink {
        void accept(long first, long count) throws UnmappableException;
    }

    /**
     * Reads the headers of a group, and checks them.
     *
     * @param head where in the log the next record goes; nothing can have been written later
     */
    static XfsGroup read(DiskRange range, XfsSuperblock superblock, long number, long head) throws UnmappableException {
        XfsGroup group = new XfsGroup(range, superblock, number);
        group.check(group.space, AGF_MAGIC, 8, 0x40, 0xd8);
        group.check(group.inodes, AGI_MAGIC, 8, 0x128, 0x138);
        if (superblock.hasChecksums()) {
            group.check(group.list, AGFL_MAGIC, 4, 8, 0x20);
            UnmappableException.check(
                    group.space.getLong(0xd0) <= head, group.name() + " was written after the end of its log");
        }
        UnmappableException.check(
                group.space.getInt(4) == 1 && group.space.getInt(0xc) == superblock.lengthOf(number),
                group.name() + " has " + Integer.toUnsignedString(group.space.getInt(0xc)) + " blocks, not "
                        + superblock.lengthOf(number));
        return group;
    }

    private void check(ByteBuffer header, int magic, int numberOffset, int uuidOffset, int checksumOffset)
            throws UnmappableException {
        UnmappableException.check(
                header.getInt(0) == magic && Integer.toUnsignedLong(header.getInt(numberOffset)) == number,
                name() + " has a header that is not its own");
        if (superblock.hasChecksums()) {
            UnmappableException.check(
                    XfsChecksum.isRight(header, checksumOffset)
                            && Uuids.read(header, uuidOffset).equals(superblock.structureUuid()),
                    name() + " has a header with a wrong checksum");
        }
    }

    private String name() {
        return "its group " + number;
    }

    long number() {
        return number;
    }

    long length() {
        return superblock.lengthOf(number);
    }

    /** Returns the block with the root of a tree of free space. */
    long root(XfsFreeTree.Order order) {
        return unsigned(space, order == XfsFreeTree.Order.PLACE ? 0x10 : 0x14);
    }

    long levels(XfsFreeTree.Order order) {
        return unsigned(space, order == XfsFreeTree.Order.PLACE ? 0x1c : 0x20);
    }

    long freeBlocks() {
        return unsigned(space, 0x34);
    }

    long longest() {
        return unsigned(space, 0x38);
    }

    /** Lists the headers, the roots of all trees but those of free space, and the blocks kept for these. */
    void listUsed(Sink sink) throws UnmappableException {
        sink.accept(0, superblock.headerBlocks());
        sink.accept(unsigned(inodes, 0x14), 1);
        if (superblock.hasReverseMap()) {
            sink.accept(unsigned(space, 0x18), 1);
        }
        if (superblock.hasReflink()) {
            sink.accept(unsigned(space, 0x58), 1);
        }
        if (superblock.hasFreeInodeTree()) {
            sink.accept(unsigned(inodes, 0x148), 1);
        }
        int start = superblock.hasChecksums() ? 0x24 : 0;
        int entries = (list.capacity() - start) / Integer.BYTES;
        long first = unsigned(space, 0x28);
        long last = unsigned(space, 0x2c);
        long count = unsigned(space, 0x30);
        UnmappableException.check(
                first < entries
                        && last < entries
                        && count <= entries
                        && (first + count) % entries == (last + 1) % entries,
                name() + " has a list of " + count + " blocks from " + first + " to " + last);
        for (int i = 0; i < count; i++) {
            sink.accept(unsigned(list, start + (int) ((first + i) % entries) * Integer.BYTES), 1);
        }
    }

    private static long unsigned(ByteBuffer bytes, int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }
}
