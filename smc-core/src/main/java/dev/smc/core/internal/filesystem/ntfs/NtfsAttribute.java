package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An attribute of a file, or a piece of one, in a record of $MFT:
 *
 * <pre>
 *  0  type, 4 bytes
 *  4  length of this header with what follows it, 4 bytes
 *  8  1 if the value is elsewhere ("non-resident")
 *  9  length of the name in characters; 10 its offset
 * 12  flags: what is compressed, sparse or encrypted
 * resident:      16 length of the value, 4 bytes; 20 its offset, 2 bytes
 * non-resident:  16 first cluster of this piece; 32 offset of the runs, 2 bytes; 34 binary logarithm of how many clusters
 *                are compressed together; 40, 48, 56 allocated, real and valid size
 * </pre>
 */
final class NtfsAttribute {
    static final int ATTRIBUTE_LIST = 0x20;
    static final int VOLUME_NAME = 0x60;
    static final int VOLUME_INFORMATION = 0x70;
    static final int DATA = 0x80;
    static final int INDEX_ROOT = 0x90;
    static final int INDEX_ALLOCATION = 0xa0;
    static final int BITMAP = 0xb0;
    static final int REPARSE_POINT = 0xc0;

    static final int FLAG_COMPRESSED = 0x0001;
    static final int FLAG_ENCRYPTED = 0x4000;

    static final int SHORTEST = 24;

    private static final int SHORTEST_NON_RESIDENT = 64;

    private final ByteBuffer bytes;
    private final String what;

    /** Takes the bytes of one attribute, at least {@link #SHORTEST} of them. */
    NtfsAttribute(ByteBuffer bytes, String what) throws UnmappableException {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.what = what;
        UnmappableException.check(
                isResident() || bytes.capacity() >= SHORTEST_NON_RESIDENT,
                what + " has an attribute of " + bytes.capacity() + " bytes that is too short");
    }

    int type() {
        return bytes.getInt(0);
    }

    boolean is(int type, String name) throws UnmappableException {
        return type() == type && name().equals(name);
    }

    String name() throws UnmappableException {
        int length = 2 * Byte.toUnsignedInt(bytes.get(9));
        return length == 0 ? "" : text(part(Short.toUnsignedInt(bytes.getShort(10)), length));
    }

    static String text(ByteBuffer utf16) {
        return StandardCharsets.UTF_16LE.decode(utf16).toString();
    }

    boolean isResident() {
        return bytes.get(8) == 0;
    }

    /** Returns how the value is stored; 0 as it is. */
    int flags() {
        return Short.toUnsignedInt(bytes.getShort(12));
    }

    /** Returns the binary logarithm of how many clusters of a non-resident attribute are compressed together. */
    int compressionUnit() {
        return Byte.toUnsignedInt(bytes.get(34));
    }

    /** Returns the value of a resident attribute. */
    ByteBuffer value() throws UnmappableException {
        UnmappableException.check(isResident(), what + " has an attribute elsewhere that belongs into it");
        long length = Integer.toUnsignedLong(bytes.getInt(16));
        return part(Short.toUnsignedInt(bytes.getShort(20)), length);
    }

    /** Returns the number of the first cluster of the value that this piece is about. */
    long firstCluster() {
        return isResident() ? 0 : bytes.getLong(16);
    }

    long realSize() {
        return bytes.getLong(48);
    }

    long validSize() {
        return bytes.getLong(56);
    }

    /** Returns the encoded runs of a non-resident attribute. */
    ByteBuffer encodedRuns() throws UnmappableException {
        int offset = Short.toUnsignedInt(bytes.getShort(32));
        return part(offset, Math.max(0, bytes.capacity() - offset));
    }

    private ByteBuffer part(int offset, long length) throws UnmappableException {
        UnmappableException.check(
                offset <= bytes.capacity() && length <= bytes.capacity() - offset,
                what + " has an attribute that ends behind its end");
        return bytes.slice(offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
