package dev.smc.core.internal.image.file;

import dev.smc.api.error.CorruptDiskException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A structure of an image, read whole. Fields are named by their offset in it, as specifications do; an error then says where in
 * the file the field lies. Immutable as long as nobody changes the bytes.
 */
public final class Structure {
    private final String location;
    private final long offset;
    private final ByteBuffer bytes;

    /**
     * Wraps bytes that were read.
     *
     * @param location the image, for errors
     * @param offset where the bytes lie in it
     * @param bytes from index 0 to the limit, in the byte order of the format
     */
    public Structure(String location, long offset, ByteBuffer bytes) {
        this.location = location;
        this.offset = offset;
        this.bytes = bytes;
    }

    /** Reads a structure at an offset that is not negative, of a file that must be long enough. */
    public static Structure read(ImageFile file, long offset, int length, ByteOrder order) {
        if (offset > file.size() - length) {
            throw file.truncated(offset + length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
        file.read(offset, bytes);
        return new Structure(file.location(), offset, bytes.flip());
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    public int u8(int at) {
        return Byte.toUnsignedInt(bytes.get(at));
    }

    public int u16(int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    public int i32(int at) {
        return bytes.getInt(at);
    }

    public long u32(int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    public long i64(int at) {
        return bytes.getLong(at);
    }

    /** Returns bytes as characters of one byte each. */
    public String text(int at, int length) {
        return StandardCharsets.ISO_8859_1.decode(bytes.slice(at, length)).toString();
    }

    /** Returns an identifier whose fields are big-endian, as RFC 4122 has it. */
    public UUID uuid(int at) {
        ByteBuffer ordered = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new UUID(ordered.getLong(at), ordered.getLong(at + 8));
    }

    /** Returns an identifier whose first three fields are little-endian, as Windows has it. */
    public UUID guid(int at) {
        ByteBuffer ordered = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long high = Integer.toUnsignedLong(ordered.getInt(at)) << 32
                | Short.toUnsignedLong(ordered.getShort(at + 4)) << 16
                | Short.toUnsignedLong(ordered.getShort(at + 6));
        return new UUID(high, Long.reverseBytes(ordered.getLong(at + 8)));
    }

    /** Throws unless a field is right. */
    public void check(boolean right, int at, String found, String expected) {
        if (!right) {
            throw corrupt(at, found, expected);
        }
    }

    /** Returns the error of a field that is wrong. */
    public CorruptDiskException corrupt(int at, String found, String expected) {
        return new CorruptDiskException(location, offset + at, found, expected);
    }
}
