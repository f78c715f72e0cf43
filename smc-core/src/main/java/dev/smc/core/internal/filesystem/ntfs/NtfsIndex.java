package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The names in a directory, which is an index. Its root is an attribute, the rest is in blocks:
 *
 * <pre>
 * root:   8 size of a block, 4 bytes; 16 node
 * block:  "INDX", and fixups; 24 node
 * node:   0 offset of the first entry; 4 end of the entries; both from here on, 4 bytes
 * entry:  0 reference to the file; 8 length, 2 bytes; 12 flags, 2 bytes: 2 last, without a name; 16 file name
 * file name:  64 length in characters; 65 2 if it is a short one for DOS; 66 name
 * </pre>
 *
 * <p>All blocks in use are read, in the order that they lie in, so that what is damaged about their order does no harm.
 */
final class NtfsIndex {
    /** Takes names. */
    interface Visitor {
        /** Takes a name and the reference to the file, and returns whether to go on. */
        boolean visit(String name, boolean isShort, long reference) throws UnmappableException;
    }

    private static final String INDEX = "$I30";
    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int MOST_BLOCKS = 1 << 16;
    /** Blocks are read so many bytes at a time. */
    private static final int WINDOW = 1 << 16;

    private static final int NODE_HEADER = 16;
    private static final int NAME_LENGTH = 16 + 64;
    private static final int NAMESPACE = 16 + 65;
    private static final int NAME = 16 + 66;
    private static final int NAMESPACE_DOS = 2;
    private static final int FLAG_LAST = 2;

    private final NtfsMft mft;
    private final long directory;
    private final String what;

    /** Creates the index of a directory, by its number. */
    NtfsIndex(NtfsMft mft, long directory) {
        this.mft = mft;
        this.directory = directory;
        this.what = directory == NtfsMft.ROOT ? "its root directory" : "directory " + directory;
    }

    /** Passes the names to a visitor, until that returns false. */
    void scan(Visitor visitor) throws UnmappableException {
        NtfsStream rootStream = mft.open(directory, NtfsAttribute.INDEX_ROOT, INDEX);
        check(
                rootStream.length() >= 32 && rootStream.length() <= LARGEST_BLOCK,
                "the index of " + what + " has " + rootStream.length() + " bytes");
        ByteBuffer root = rootStream.read(0, (int) rootStream.length());
        if (scanNode(root, 16, visitor)) {
            NtfsStream blocks = mft.find(directory, NtfsAttribute.INDEX_ALLOCATION, INDEX);
            if (blocks.isFound()) {
                scanBlocks(blocks.complete(), root.getInt(8), visitor);
            }
        }
    }

    private void scanBlocks(NtfsStream blocks, int size, Visitor visitor) throws UnmappableException {
        check(
                size >= SMALLEST_BLOCK && size <= LARGEST_BLOCK && Integer.bitCount(size) == 1,
                "the index of " + what + " has blocks of " + size + " bytes");
        check(blocks.length() / size <= MOST_BLOCKS, what + " is too large to be looked through");
        int count = (int) (blocks.length() / size);
        BitSet inUse =
                BitSet.valueOf(mft.open(directory, NtfsAttribute.BITMAP, INDEX).read(0, (count + 7) / 8));
        int most = Math.max(1, WINDOW / size);
        for (int first = 0; first < count; first += most) {
            int last = Math.min(count, first + most);
            int next = inUse.nextSetBit(first);
            if (next < 0 || next >= last) {
                continue;
            }
            ByteBuffer window = blocks.read((long) first * size, (last - first) * size);
            for (int i = next; i >= 0 && i < last; i = inUse.nextSetBit(i + 1)) {
                ByteBuffer block = window.slice((i - first) * size, size).order(window.order());
                check(NtfsFixups.magic(block).equals("INDX"), "block " + i + " of " + what + " has no mark");
                NtfsFixups.undo(block, "block " + i + " of " + what);
                if (!scanNode(block, 24, visitor)) {
                    return;
                }
            }
        }
    }

    private boolean scanNode(ByteBuffer bytes, int node, Visitor visitor) throws UnmappableException {
        long end = node + Integer.toUnsignedLong(bytes.getInt(node + 4));
        long first = node + Integer.toUnsignedLong(bytes.getInt(node));
        check(first >= node + NODE_HEADER && end <= bytes.capacity(), what + " has a node that is cut off");
        for (long position = first; position <= end - NODE_HEADER; ) {
            int entry = (int) position;
            int length = Short.toUnsignedInt(bytes.getShort(entry + 8));
            if ((bytes.getShort(entry + 12) & FLAG_LAST) != 0) {
                return true;
            }
            check(length > NAME && length <= end - entry, what + " has an entry of " + length + " bytes");
            int nameLength = 2 * Byte.toUnsignedInt(bytes.get(entry + NAME_LENGTH));
            check(NAME + nameLength <= length, what + " has a name that is cut off");
            String name = NtfsAttribute.text(bytes.slice(entry + NAME, nameLength));
            boolean isShort = bytes.get(entry + NAMESPACE) == NAMESPACE_DOS;
            if (!visitor.visit(name, isShort, bytes.getLong(entry))) {
                return false;
            }
            position += length;
        }
        throw new UnmappableException(what + " has a node without an end");
    }

    private static void check(boolean right, String otherwise) throws UnmappableException {
        UnmappableException.check(right, otherwise);
    }
}
