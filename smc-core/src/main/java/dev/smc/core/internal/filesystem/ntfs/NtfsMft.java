package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/**
 * The file $MFT, which holds a record for each file. Its own first record says where it lies; if it is in so many pieces that one
 * record does not hold them, further records do, each to be found with what the ones before it said.
 */
final class NtfsMft {
    static final int MFT = 0;
    static final int LOG_FILE = 2;
    static final int VOLUME = 3;
    static final int ROOT = 5;
    static final int BITMAP = 6;
    /** The last of the files with a fixed record that every version has. */
    static final int LAST_SYSTEM_FILE = 10;

    private static final int SEQUENCE_SHIFT = 48;
    private static final int LONGEST_LIST = 1 << 18;
    private static final int SHORTEST_LIST_ENTRY = 26;
    private static final long NUMBER_MASK = (1L << SEQUENCE_SHIFT) - 1;

    /** Takes the attributes of a file, or pieces of them, in order. */
    interface Visitor {
        void visit(NtfsAttribute attribute) throws UnmappableException;
    }

    private final DiskRange range;
    private final NtfsBootSector boot;
    private final NtfsStream data;

    NtfsMft(DiskRange range, NtfsBootSector boot) throws UnmappableException {
        this.range = range;
        this.boot = boot;
        this.data = new NtfsStream(range, boot.clusters(), "$MFT");
        visit(MFT, attribute -> {
            if (attribute.is(NtfsAttribute.DATA, "")) {
                UnmappableException.check(!attribute.isResident(), "$MFT lies within itself");
                data.add(attribute);
            }
        });
        data.complete();
        UnmappableException.check(
                data.runs().start(0) == boot.mftCluster() && !data.runs().isHole(0),
                "$MFT does not start where the boot sector says");
    }

    /** Returns the number of the file that a reference leads to. */
    static long number(long reference) {
        return reference & NUMBER_MASK;
    }

    /** Returns the sequence number that the file's record must have for a reference to be right. */
    static int sequence(long reference) {
        return (int) (reference >>> SEQUENCE_SHIFT);
    }

    /** Returns the first record of a file. */
    NtfsRecord first(long file) throws UnmappableException {
        NtfsRecord first = read(file);
        UnmappableException.check(first.base() == 0, "file record " + file + " is not a file's first");
        return first;
    }

    /** Visits all attributes of a file, wherever they are recorded. */
    void visit(long file, Visitor visitor) throws UnmappableException {
        NtfsRecord first = first(file);
        for (NtfsAttribute attribute : first.attributes()) {
            if (attribute.type() == NtfsAttribute.ATTRIBUTE_LIST) {
                visitor.visit(attribute);
                NtfsStream list = new NtfsStream(range, boot.clusters(), "the attribute list of file " + file);
                list.add(attribute);
                visitListed(file, first, list.complete(), visitor);
                return;
            }
        }
        for (NtfsAttribute attribute : first.attributes()) {
            visitor.visit(attribute);
        }
    }

    /**
     * Visits what an attribute list names:
     *
     * <pre>
     *  0  type, 4 bytes
     *  4  length of the entry, 2 bytes
     *  6  length of the name in characters; 7 its offset
     *  8  first cluster of the piece, 8 bytes
     * 16  reference to the record that holds it
     * </pre>
     */
    private void visitListed(long file, NtfsRecord first, NtfsStream list, Visitor visitor) throws UnmappableException {
        UnmappableException.check(
                list.length() <= LONGEST_LIST,
                "the attribute list of file " + file + " has " + list.length() + " bytes");
        ByteBuffer entries = list.read(0, (int) list.length());
        NtfsRecord record = first;
        long reference = 0;
        for (int offset = 0; offset < entries.capacity(); ) {
            int left = entries.capacity() - offset;
            int length = left < SHORTEST_LIST_ENTRY ? 0 : Short.toUnsignedInt(entries.getShort(offset + 4));
            UnmappableException.check(
                    length >= SHORTEST_LIST_ENTRY && length <= left,
                    "the attribute list of file " + file + " has an entry of " + length + " bytes");
            ByteBuffer entry = entries.slice(offset, length).order(entries.order());
            if (entry.getLong(16) != reference) {
                reference = entry.getLong(16);
                record = number(reference) == file ? first : readFurther(reference, file, first);
            }
            visitor.visit(find(record, entry, file));
            offset += length;
        }
    }

    private NtfsRecord readFurther(long reference, long file, NtfsRecord first) throws UnmappableException {
        long number = number(reference);
        NtfsRecord record = read(number);
        boolean right = record.sequence() == sequence(reference)
                && number(record.base()) == file
                && sequence(record.base()) == first.sequence();
        UnmappableException.check(right, "file record " + number + " does not belong to file " + file);
        return record;
    }

    private static NtfsAttribute find(NtfsRecord record, ByteBuffer entry, long file) throws UnmappableException {
        int nameLength = 2 * Byte.toUnsignedInt(entry.get(6));
        int nameOffset = Byte.toUnsignedInt(entry.get(7));
        UnmappableException.check(
                nameLength == 0 || nameOffset <= entry.capacity() - nameLength,
                "the attribute list of file " + file + " has a name that ends behind its entry");
        String name = nameLength == 0 ? "" : NtfsAttribute.text(entry.slice(nameOffset, nameLength));
        for (NtfsAttribute attribute : record.attributes()) {
            if (attribute.is(entry.getInt(0), name) && attribute.firstCluster() == entry.getLong(8)) {
                return attribute;
            }
        }
        throw new UnmappableException("file " + file + " lacks an attribute that its list names");
    }

    private NtfsRecord read(long number) throws UnmappableException {
        int size = boot.recordSize();
        if (number == MFT) {
            return new NtfsRecord(range.read(boot.clusters().offset(boot.mftCluster()), size), number);
        }
        UnmappableException.check(
                number < data.length() / size, "file record " + number + " lies behind the end of $MFT");
        return new NtfsRecord(data.read(number * size, size), number);
    }

    /** Returns the value of an attribute, which must be there. */
    NtfsStream open(long file, int type, String name) throws UnmappableException {
        return find(file, type, name).complete();
    }

    /** Returns the value of an attribute, found or not. */
    NtfsStream find(long file, int type, String name) throws UnmappableException {
        NtfsStream stream =
                new NtfsStream(range, boot.clusters(), "attribute " + Integer.toHexString(type) + " of file " + file);
        visit(file, attribute -> {
            if (attribute.is(type, name)) {
                stream.add(attribute);
            }
        });
        return stream;
    }
}
