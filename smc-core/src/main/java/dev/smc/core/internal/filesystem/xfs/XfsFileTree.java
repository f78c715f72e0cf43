package dev.smc.core.internal.filesystem.xfs;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.ScannedTree;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The files of XFS, as they lie on the disk: what only the log has yet is not seen. Directories are read from start to end; their
 * index is not needed for that. Thread-safe.
 */
public final class XfsFileTree extends ScannedTree {
    private static final long LARGEST_DIRECTORY = 16 << 20;
    private static final int LONGEST_LINK = 1024;
    private static final int LINK_MAGIC = 0x58534c4d;
    private static final int LINK_HEADER = 56;

    private final DiskRange range;
    private final XfsSuperblock superblock;
    private final XfsExtents extents;
    private final XfsDirectory directories;

    private XfsFileTree(DiskRange range, XfsSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
        this.extents = new XfsExtents(range, superblock);
        this.directories = new XfsDirectory(superblock);
    }

    /** Opens the file system, or returns empty if it is none that can be read. */
    public static Optional<FileTree> open(DiskRange range) {
        try {
            XfsSuperblock superblock = XfsSuperblock.read(range);
            superblock.checkReadable();
            return Optional.of(new XfsFileTree(range, superblock));
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    @Override
    public Node root() {
        return node(superblock.rootInode());
    }

    @Override
    public byte[] read(Node file, long offset, int length) {
        XfsInode inode = inode(file.id());
        if (inode.type() == Type.LINK) {
            ByteBuffer target = link(inode);
            int from = (int) Math.min(offset, target.capacity());
            byte[] bytes = new byte[Math.min(length, target.capacity() - from)];
            target.get(from, bytes);
            return bytes;
        }
        int count = (int) Math.max(0, Math.min(length, inode.size() - offset));
        ByteBuffer bytes = ByteBuffer.allocate(count);
        readBlocks(inode, offset, bytes);
        return bytes.array();
    }

    private ByteBuffer link(XfsInode inode) {
        check(inode, inode.size() <= LONGEST_LINK, "a link of " + inode.size() + " bytes", "at most " + LONGEST_LINK);
        int size = (int) inode.size();
        if (inode.format() == XfsInode.FORMAT_LOCAL) {
            ByteBuffer content = inode.content();
            check(inode, size <= content.capacity(), "a link of " + size + " bytes", "one that its inode has room for");
            return content.slice(0, size);
        }
        if (!superblock.hasChecksums()) {
            ByteBuffer target = ByteBuffer.allocate(size);
            readBlocks(inode, 0, target);
            return target.flip();
        }
        return linkWithHeaders(inode, size);
    }

    /** In version 5 each run of blocks of a link starts with a header. */
    private ByteBuffer linkWithHeaders(XfsInode inode, int size) {
        ByteBuffer target = ByteBuffer.allocate(size);
        long logical = 0;
        while (target.hasRemaining()) {
            XfsExtents.Run run = extents.find(inode, logical);
            check(inode, run.offset() >= 0, "a link with a hole", "one without");
            int count = (int) Math.min(target.remaining(), run.length() - LINK_HEADER);
            ByteBuffer part = range.read(run.offset(), LINK_HEADER + count).order(ByteOrder.BIG_ENDIAN);
            check(
                    inode,
                    part.getInt(0) == LINK_MAGIC && part.getInt(4) == target.position(),
                    "another content of its blocks",
                    "a link");
            target.put(part.position(LINK_HEADER));
            logical += run.length() / superblock.blockSize();
        }
        return target.flip();
    }

    private void readBlocks(XfsInode inode, long offset, ByteBuffer target) {
        int blockSize = superblock.blockSize();
        while (target.hasRemaining()) {
            long position = offset + target.position();
            XfsExtents.Run run = extents.find(inode, position / blockSize);
            long inBlock = position % blockSize;
            int count = (int) Math.min(target.remaining(), run.length() - inBlock);
            if (run.offset() < 0) {
                target.position(target.position() + count);
            } else {
                target.put(range.read(run.offset() + inBlock, count));
            }
        }
    }

    @Override
    public Attributes attributes(Node node) {
        return inode(node.id()).attributes();
    }

    @Override
    protected void scan(Node directory, BiPredicate<ByteBuffer, Long> visitor) {
        XfsInode inode = inode(directory.id());
        if (inode.type() != Type.DIRECTORY) {
            return;
        }
        try {
            if (inode.format() == XfsInode.FORMAT_LOCAL) {
                directories.scanInode(inode.content(), visitor);
                return;
            }
            int size = superblock.directoryBlockSize();
            long end = Math.min(inode.size(), LARGEST_DIRECTORY);
            for (long offset = 0; offset < end; offset += size) {
                long first = offset / superblock.blockSize();
                if (extents.find(inode, first).offset() < 0) {
                    continue;
                }
                ByteBuffer block = ByteBuffer.allocate(size);
                readBlocks(inode, offset, block);
                if (!directories.scanBlock(inode.number(), block.flip(), visitor)) {
                    return;
                }
            }
        } catch (XfsDirectory.DamagedException e) {
            throw corrupt(inode.number(), "a damaged directory", "names and inodes");
        }
    }

    @Override
    protected Node node(long number) {
        XfsInode inode = inode(number);
        return new Node(inode.number(), inode.type(), inode.size());
    }

    private XfsInode inode(long number) {
        int bits = superblock.inodeBits();
        long block = number >>> bits;
        if (number < 1 || !superblock.contains(block, 1)) {
            throw corrupt(number, "inode " + number, "one of the file system");
        }
        int size = superblock.inodeSize();
        long offset = superblock.offset(block) + (number & (1L << bits) - 1) * size;
        XfsInode inode = new XfsInode(number, range.read(offset, size).order(ByteOrder.BIG_ENDIAN));
        check(inode, inode.isRight(superblock.hasChecksums()), "a damaged inode", "one of this number");
        return inode;
    }

    private void check(XfsInode inode, boolean right, String found, String expected) {
        if (!right) {
            throw corrupt(inode.number(), found, expected);
        }
    }

    private CorruptDiskException corrupt(long inode, String found, String expected) {
        return new CorruptDiskException(
                range.disk().location(), range.offset(), found + " (inode " + inode + ")", expected);
    }
}
