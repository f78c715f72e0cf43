package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of $MFT:
 *
 * <pre>
 *  0  "FILE", and fixups
 * 16  sequence number, 2 bytes: how often the record was used
 * 20  offset of the first attribute, 2 bytes
 * 22  flags: 1 in use, 2 a directory
 * 24  length in use, 4 bytes
 * 32  reference to the file's first record, if this is not it: number, 6 bytes; sequence number, 2 bytes
 * </pre>
 */
final class NtfsRecord {
    private static final int HEADER = 42;
    private static final int FLAG_IN_USE = 1;
    private static final int FLAG_DIRECTORY = 2;
    private static final int END = -1;

    private final ByteBuffer bytes;
    private final String what;
    private final List<NtfsAttribute> attributes;

    NtfsRecord(ByteBuffer bytes, long number) throws UnmappableException {
        this.bytes = bytes;
        this.what = "file record " + number;
        UnmappableException.check(NtfsFixups.magic(bytes).equals("FILE"), what + " has no mark");
        NtfsFixups.undo(bytes, what);
        UnmappableException.check((bytes.getShort(22) & FLAG_IN_USE) != 0, what + " is not in use");
        this.attributes = List.copyOf(parse());
    }

    private List<NtfsAttribute> parse() throws UnmappableException {
        List<NtfsAttribute> found = new ArrayList<>();
        long end = Integer.toUnsignedLong(bytes.getInt(24));
        UnmappableException.check(end <= bytes.capacity(), what + " is longer than a record");
        int offset = Short.toUnsignedInt(bytes.getShort(20));
        UnmappableException.check(offset >= HEADER, what + " has attributes in its header");
        while (true) {
            UnmappableException.check(offset <= end - Integer.BYTES, what + " has no end");
            if (bytes.getInt(offset) == END) {
                return found;
            }
            UnmappableException.check(offset <= end - NtfsAttribute.SHORTEST, what + " ends in an attribute");
            long length = Integer.toUnsignedLong(bytes.getInt(offset + 4));
            UnmappableException.check(
                    length >= NtfsAttribute.SHORTEST && length % 8 == 0 && length <= end - offset,
                    what + " has an attribute of " + length + " bytes at " + offset);
            found.add(new NtfsAttribute(bytes.slice(offset, (int) length), what));
            offset += (int) length;
        }
    }

    List<NtfsAttribute> attributes() {
        return attributes;
    }

    boolean isDirectory() {
        return (bytes.getShort(22) & FLAG_DIRECTORY) != 0;
    }

    int sequence() {
        return Short.toUnsignedInt(bytes.getShort(16));
    }

    /** Returns the reference to the file's first record, or 0 if this is it. */
    long base() {
        return bytes.getLong(32);
    }
}
