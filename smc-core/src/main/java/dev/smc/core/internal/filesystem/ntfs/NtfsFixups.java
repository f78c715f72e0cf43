package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The protection of records against being written in part: the last two bytes of each 512 have been replaced by a number that
 * is the same everywhere, and are kept in an array:
 *
 * <pre>
 * 0  "FILE", "INDX", "RSTR" or "CHKD"
 * 4  offset of the array, 2 bytes: first the number, then what it replaced
 * 6  length of the array in units of two bytes
 * </pre>
 */
final class NtfsFixups {
    private static final int STRIDE = 512;

    private NtfsFixups() {}

    static String magic(ByteBuffer record) {
        byte[] magic = new byte[4];
        record.get(0, magic);
        return new String(magic, StandardCharsets.ISO_8859_1);
    }

    /** Checks the protection of a record, and undoes it in place. */
    static void undo(ByteBuffer record, String what) throws UnmappableException {
        int offset = Short.toUnsignedInt(record.getShort(4));
        int count = Short.toUnsignedInt(record.getShort(6));
        int strides = record.capacity() / STRIDE;
        UnmappableException.check(
                count == strides + 1 && offset % 2 == 0 && offset + 2 * count <= STRIDE - 2,
                what + " has " + count + " fixups at " + offset + ", not " + (strides + 1));
        short number = record.getShort(offset);
        for (int i = 1; i <= strides; i++) {
            int end = i * STRIDE - 2;
            UnmappableException.check(record.getShort(end) == number, what + " was written in part only");
            record.putShort(end, record.getShort(offset + 2 * i));
        }
    }
}
