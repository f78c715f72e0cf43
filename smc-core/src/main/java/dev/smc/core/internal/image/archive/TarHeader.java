package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A header block of a tar archive: ustar, with what GNU tar added. */
final class TarHeader {
    static final int BYTES = 512;

    private static final int NAME = 0;
    private static final int NAME_BYTES = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;
    private static final int NUMBER_BYTES = 12;
    private static final byte BASE_256 = (byte) 0x80;

    private final String location;
    private final long position;
    private final byte[] block;

    /**
     * Takes a block whose checksum is right.
     *
     * @param location of the archive
     * @param position of the block
     * @param block its 512 bytes
     * @throws CorruptDiskException if it is not
     */
    TarHeader(String location, long position, byte[] block) {
        this.location = location;
        this.position = position;
        this.block = block;
        if (!isChecksumRight(block)) {
            throw corrupt("a tar header whose checksum is wrong", "a right one");
        }
    }

    /** Returns whether a block is a header of a ustar or GNU archive. */
    static boolean isHeader(byte[] block) {
        return block.length >= BYTES
                && new String(block, MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar")
                && isChecksumRight(block);
    }

    /** The checksum is the sum of all bytes, with spaces in its own place; some writers took bytes as signed. */
    private static boolean isChecksumRight(byte[] block) {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BYTES; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
            unsigned += own ? ' ' : Byte.toUnsignedInt(block[i]);
            signed += own ? ' ' : block[i];
        }
        long written = octal(block, CHECKSUM, CHECKSUM_BYTES);
        return written == unsigned || written == signed;
    }

    byte[] block() {
        return block;
    }

    boolean isUstar() {
        // GNU has spaces where POSIX has a NUL and a version, and other fields where POSIX has the prefix.
        return block[MAGIC + 5] == 0;
    }

    char type() {
        return (char) Byte.toUnsignedInt(block[TYPE]);
    }

    long size() {
        return number(SIZE);
    }

    String name() {
        String name = text(block, NAME, NAME_BYTES);
        String prefix = isUstar() ? text(block, PREFIX, PREFIX_BYTES) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    /** Returns a number: octal digits, or with the top bit set in base 256. */
    long number(int field) {
        return number(block, field);
    }

    /** Returns a number of a block that belongs to this header. */
    long number(byte[] bytes, int field) {
        if (bytes[field] < 0) {
            boolean positive = bytes[field] == BASE_256;
            for (int i = field + 1; i < field + NUMBER_BYTES - Long.BYTES; i++) {
                positive &= bytes[i] == 0;
            }
            long value = ByteBuffer.wrap(bytes).getLong(field + NUMBER_BYTES - Long.BYTES);
            if (!positive || value < 0) {
                throw corrupt("a number of more than 63 bits", "a smaller one");
            }
            return value;
        }
        long value = octal(bytes, field, NUMBER_BYTES);
        if (value < 0) {
            throw corrupt("'" + text(bytes, field, NUMBER_BYTES) + "' as a number", "octal digits");
        }
        return value;
    }

    /** Returns the value of octal digits between spaces, or -1 if there is something else. */
    private static long octal(byte[] bytes, int offset, int length) {
        String digits = text(bytes, offset, length).strip();
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = value * 8 + digit;
        }
        return value;
    }

    CorruptDiskException corrupt(String found, String expected) {
        return new CorruptDiskException(location, position, found, expected);
    }
}
