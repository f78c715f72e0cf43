package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds out whether Windows hibernates: then its memory, kept in {@code hiberfil.sys}, knows more of the volume than the disk does.
 * The root directory is an index. Its root is an attribute, the rest is in blocks:
 *
 * <pre>
 * root:   8 size of a block, 4 bytes; 16 node
 * block:  "INDX", and fixups; 24 node
 * node:   0 offset of the first entry; 4 end of the entries; both from here on, 4 bytes
 * entry:  0 reference to the file; 8 length, 2 bytes; 12 flags, 2 bytes: 2 last, without a name; 16 file name
 * file name:  64 length in characters; 66 name
 * </pre>
 */
final class NtfsHibernation {
    private static final String INDEX = "$I30";
    private static final String FILE = "hiberfil.sys";
    private static final int FILE_HEADER = 4096;
    private static final Set<String> HIBERNATED = Set.of("HIBR", "hibr");

    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int MOST_BLOCKS = 1 << 14;
    private static final int NODE_HEADER = 16;
    private static final int NAME_LENGTH = 16 + 64;
    private static final int NAME = 16 + 66;
    private static final int FLAG_LAST = 2;
    private static final long NUMBER_MASK = (1L << 48) - 1;

    private final NtfsMft mft;

    NtfsHibernation(NtfsMft mft) {
        this.mft = mft;
    }

    void checkAwake() throws UnmappableException {
        OptionalLong file = findFile();
        if (file.isPresent()) {
            NtfsStream data = mft.open(file.getAsLong(), NtfsAttribute.DATA, "");
            boolean hibernated = data.length() < FILE_HEADER
                    || HIBERNATED.contains(
                            StandardCharsets.ISO_8859_1.decode(data.read(0, 4)).toString());
            UnmappableException.check(!hibernated, "Windows hibernates on it");
        }
    }

    private OptionalLong findFile() throws UnmappableException {
        NtfsStream rootStream = mft.open(NtfsMft.ROOT, NtfsAttribute.INDEX_ROOT, INDEX);
        UnmappableException.check(
                rootStream.length() >= 32 && rootStream.length() <= LARGEST_BLOCK,
                "the index of its root directory has " + rootStream.length() + " bytes");
        ByteBuffer root = rootStream.read(0, (int) rootStream.length());
        OptionalLong found = findInNode(root, 16);
        NtfsStream blocks = mft.find(NtfsMft.ROOT, NtfsAttribute.INDEX_ALLOCATION, INDEX);
        return found.isPresent() || !blocks.isFound() ? found : findInBlocks(blocks.complete(), root.getInt(8));
    }

    private OptionalLong findInBlocks(NtfsStream blocks, int size) throws UnmappableException {
        UnmappableException.check(
                size >= SMALLEST_BLOCK && size <= LARGEST_BLOCK && Integer.bitCount(size) == 1,
                "the index of its root directory has blocks of " + size + " bytes");
        UnmappableException.check(
                blocks.length() / size <= MOST_BLOCKS, "its root directory is too large to look for " + FILE);
        int count = (int) (blocks.length() / size);
        NtfsStream bitmap = mft.open(NtfsMft.ROOT, NtfsAttribute.BITMAP, INDEX);
        BitSet inUse = BitSet.valueOf(bitmap.read(0, (count + 7) / 8));
        for (int i = inUse.nextSetBit(0); i >= 0 && i < count; i = inUse.nextSetBit(i + 1)) {
            ByteBuffer block = blocks.read((long) i * size, size);
            UnmappableException.check(
                    NtfsFixups.magic(block).equals("INDX"), "block " + i + " of its root directory has no mark");
            NtfsFixups.undo(block, "block " + i + " of its root directory");
            OptionalLong found = findInNode(block, 24);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong findInNode(ByteBuffer bytes, int node) throws UnmappableException {
        long end = node + Integer.toUnsignedLong(bytes.getInt(node + 4));
        long first = node + Integer.toUnsignedLong(bytes.getInt(node));
        UnmappableException.check(
                first >= node + NODE_HEADER && end <= bytes.capacity(),
                "its root directory has a node that is cut off");
        for (long position = first; position <= end - NODE_HEADER; ) {
            int entry = (int) position;
            int length = Short.toUnsignedInt(bytes.getShort(entry + 8));
            if ((bytes.getShort(entry + 12) & FLAG_LAST) != 0) {
                return OptionalLong.empty();
            }
            UnmappableException.check(
                    length > NAME && length <= end - entry, "its root directory has an entry of " + length + " bytes");
            int nameLength = 2 * Byte.toUnsignedInt(bytes.get(entry + NAME_LENGTH));
            UnmappableException.check(NAME + nameLength <= length, "its root directory has a name that is cut off");
            String name = NtfsAttribute.text(bytes.slice(entry + NAME, nameLength));
            if (name.toLowerCase(Locale.ROOT).equals(FILE)) {
                return OptionalLong.of(bytes.getLong(entry) & NUMBER_MASK);
            }
            position += length;
        }
        throw new UnmappableException("its root directory has a node without an end");
    }
}
