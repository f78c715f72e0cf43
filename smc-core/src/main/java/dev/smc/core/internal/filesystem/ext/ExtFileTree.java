package dev.smc.core.internal.filesystem.ext;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.ScannedTree;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The files of ext2, ext3 or ext4, as they lie on the disk: what only the journal has yet is not seen. Directories are read from
 * start to end; their index is not needed for that. Thread-safe.
 */
public final class ExtFileTree extends ScannedTree {
    private static final long ROOT = 2;
    private static final long LARGEST_DIRECTORY = 16 << 20;
    private static final int ENTRY_HEADER = 8;
    private static final int INLINE_PARENT = 4;

    private final DiskRange range;
    private final ExtSuperblock superblock;
    private final ExtGroupDescriptors descriptors;
    private final ExtFileBlocks blocks;

    private ExtFileTree(DiskRange range, ExtSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
        this.descriptors = new ExtGroupDescriptors(range, superblock);
        this.blocks = new ExtFileBlocks(range, superblock.blockSize(), superblock.blocks());
    }

    /** Opens the file system, or returns empty if it is none that can be read. */
    public static Optional<FileTree> open(DiskRange range) {
        try {
            ExtSuperblock superblock = ExtSuperblock.read(range);
            superblock.checkReadable(range.length());
            return Optional.of(new ExtFileTree(range, superblock));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    @Override
    public Node root() {
        return node(ROOT);
    }

    @Override
    public byte[] read(Node file, long offset, int length) {
        ExtInode inode = inode(file.id());
        int count = (int) Math.max(0, Math.min(length, inode.size() - offset));
        ByteBuffer bytes = ByteBuffer.allocate(count);
        if (inode.isFastLink() || inode.hasInlineData()) {
            ByteBuffer content = inode.hasInlineData() ? inode.inlineData() : inode.block();
            int from = (int) Math.min(offset, content.capacity());
            bytes.put(content.slice(from, Math.min(count, content.capacity() - from)));
        } else {
            readBlocks(inode, offset, bytes);
        }
        return bytes.array();
    }

    private void readBlocks(ExtInode inode, long offset, ByteBuffer target) {
        int blockSize = superblock.blockSize();
        while (target.hasRemaining()) {
            long position = offset + target.position();
            int inBlock = (int) (position % blockSize);
            int count = Math.min(target.remaining(), blockSize - inBlock);
            long block = blocks.find(inode, position / blockSize);
            if (block == 0) {
                target.put(new byte[count]);
            } else {
                target.put(range.read(block * blockSize + inBlock, count));
            }
        }
    }

    @Override
    public Attributes attributes(Node node) {
        return inode(node.id()).attributes();
    }

    @Override
    protected void scan(Node directory, BiPredicate<ByteBuffer, Long> visitor) {
        ExtInode inode = inode(directory.id());
        if (inode.type() != Type.DIRECTORY) {
            return;
        }
        if (inode.hasInlineData()) {
            ByteBuffer data = inode.inlineData();
            int first = ExtInode.BLOCK_LENGTH - INLINE_PARENT;
            if (scanBlock(inode, data.slice(INLINE_PARENT, first).order(data.order()), visitor)) {
                scanBlock(
                        inode,
                        data.slice(ExtInode.BLOCK_LENGTH, data.capacity() - ExtInode.BLOCK_LENGTH)
                                .order(data.order()),
                        visitor);
            }
            return;
        }
        int blockSize = superblock.blockSize();
        for (long offset = 0; offset < Math.min(inode.size(), LARGEST_DIRECTORY); offset += blockSize) {
            long block = blocks.find(inode, offset / blockSize);
            if (block != 0 && !scanBlock(inode, range.read(block * blockSize, blockSize), visitor)) {
                return;
            }
        }
    }

    private boolean scanBlock(ExtInode directory, ByteBuffer block, BiPredicate<ByteBuffer, Long> visitor) {
        int offset = 0;
        while (offset <= block.capacity() - ENTRY_HEADER) {
            long inode = Integer.toUnsignedLong(block.getInt(offset));
            int length = entryLength(Short.toUnsignedInt(block.getShort(offset + 4)), block.capacity());
            int nameLength = Byte.toUnsignedInt(block.get(offset + 6));
            if (length < ENTRY_HEADER || length > block.capacity() - offset || nameLength > length - ENTRY_HEADER) {
                throw corrupt("a directory entry of " + length + " bytes", "one within its block", directory.number());
            }
            if (inode != 0 && nameLength > 0 && !visitor.test(block.slice(offset + ENTRY_HEADER, nameLength), inode)) {
                return false;
            }
            offset += length;
        }
        return true;
    }

    /** Blocks of 64 KiB are longer than the field can say. */
    private static int entryLength(int field, int blockSize) {
        if (blockSize < 65536) {
            return field;
        }
        return field == 65535 || field == 0 ? blockSize : (field & 65532) | ((field & 3) << 16);
    }

    @Override
    protected Node node(long number) {
        ExtInode inode = inode(number);
        return new Node(inode.number(), inode.type(), inode.size());
    }

    private ExtInode inode(long number) {
        long perGroup = superblock.inodesPerGroup();
        long group = (number - 1) / perGroup;
        if (number < 1 || group >= superblock.groupCount()) {
            throw corrupt("inode " + number, "one of " + superblock.groupCount() * perGroup, number);
        }
        int size = superblock.inodeSize();
        long table;
        try {
            synchronized (descriptors) {
                table = descriptors.get(group).inodeTable();
            }
        } catch (UnmappableException e) {
            throw corrupt(e.reason(), "a sound descriptor", number);
        }
        return new ExtInode(number, range.read(table * superblock.blockSize() + (number - 1) % perGroup * size, size));
    }

    private CorruptDiskException corrupt(String found, String expected, long inode) {
        return new CorruptDiskException(
                range.disk().location(), range.offset(), found + " (inode " + inode + ")", expected);
    }
}
