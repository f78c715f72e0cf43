package dev.smc.core.internal.filesystem.fat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads the entries of a directory, of 32 bytes each:
 *
 * <pre>
 *  0  short name: eight characters and three, filled with spaces; 0 ends the directory, E5 is deleted, 05 stands for E5
 * 11  attributes: 08 label, 10 directory, 0f a part of a long name
 * 12  08 if the short name, 10 if its three last characters are in small letters
 * 20  upper half of the first cluster, 2 bytes; 26 lower half; in FAT12 and FAT16 there is but the lower
 * 28  size in bytes
 * </pre>
 *
 * <p>Parts of a long name come before their entry, the last one first: 0 is their number from 1, with 40 added for the last one; 1, 14
 * and 28 are 5, 6 and 2 characters, which 0 ends; 13 is a checksum of the short name. Not thread-safe.
 */
final class FatDirectory {
    /** Takes files and directories. */
    interface Visitor {
        /** Takes an entry, and returns whether to go on. */
        boolean visit(Found found);
    }

    /**
     * A file or directory.
     *
     * @param name its long name, or the short one if it has no other
     * @param shortName its short name
     */
    record Found(String name, String shortName, boolean isDirectory, long cluster, long size) {}

    private static final int ENTRY = 32;
    private static final byte DELETED = (byte) 0xe5;
    private static final byte STANDS_FOR_DELETED = 0x05;
    private static final int ATTRIBUTE_LABEL = 0x08;
    private static final int ATTRIBUTE_DIRECTORY = 0x10;
    private static final int ATTRIBUTE_LONG_NAME = 0x0f;
    private static final int ATTRIBUTE_MASK = 0x3f;
    private static final int SMALL_NAME = 0x08;
    private static final int SMALL_EXTENSION = 0x10;
    private static final int LAST_PART = 0x40;
    private static final int MOST_PARTS = 20;
    private static final int[] CHARACTERS = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

    private final boolean wide;
    private final StringBuilder name = new StringBuilder();
    private int nextPart;
    private int checksum;

    /** Starts a directory, whose clusters have numbers of four bytes or, if not {@code wide}, two. */
    FatDirectory(boolean wide) {
        this.wide = wide;
    }

    /** Passes the entries of the next piece of the directory to a visitor; returns whether the directory goes on and it wants more. */
    boolean scan(ByteBuffer piece, Visitor visitor) {
        for (int entry = 0; entry <= piece.capacity() - ENTRY; entry += ENTRY) {
            byte first = piece.get(entry);
            int attributes = piece.get(entry + 11) & ATTRIBUTE_MASK;
            if (first == 0) {
                return false;
            }
            if (first != DELETED && attributes == ATTRIBUTE_LONG_NAME) {
                addPart(piece, entry);
                continue;
            }
            boolean isFile = first != DELETED && (attributes & ATTRIBUTE_LABEL) == 0 && first != '.';
            if (isFile && !visitor.visit(found(piece, entry, (attributes & ATTRIBUTE_DIRECTORY) != 0))) {
                return false;
            }
            name.setLength(0);
            nextPart = 0;
        }
        return true;
    }

    private void addPart(ByteBuffer piece, int entry) {
        int number = Byte.toUnsignedInt(piece.get(entry));
        int sum = Byte.toUnsignedInt(piece.get(entry + 13));
        boolean isLast = (number & LAST_PART) != 0;
        int part = number & ~LAST_PART;
        if (isLast) {
            name.setLength(0);
            checksum = sum;
        }
        boolean isRight = part >= 1 && part <= MOST_PARTS && (isLast || part == nextPart) && sum == checksum;
        nextPart = isRight ? part - 1 : -1;
        if (isRight) {
            name.insert(0, part(piece, entry));
        }
    }

    private static String part(ByteBuffer piece, int entry) {
        StringBuilder part = new StringBuilder();
        for (int offset : CHARACTERS) {
            char c = piece.getChar(entry + offset);
            if (c == 0) {
                break;
            }
            part.append(c);
        }
        return part.toString();
    }

    private Found found(ByteBuffer piece, int entry, boolean isDirectory) {
        String shortName = shortName(piece, entry);
        boolean hasLongName = !name.isEmpty() && nextPart == 0 && checksum == checksum(piece, entry);
        long high = wide ? Short.toUnsignedLong(piece.getShort(entry + 20)) : 0;
        long cluster = high << 16 | Short.toUnsignedLong(piece.getShort(entry + 26));
        long size = isDirectory ? 0 : Integer.toUnsignedLong(piece.getInt(entry + 28));
        return new Found(hasLongName ? name.toString() : shortName, shortName, isDirectory, cluster, size);
    }

    private static int checksum(ByteBuffer piece, int entry) {
        int sum = 0;
        for (int i = 0; i < 11; i++) {
            sum = ((sum & 1) << 7 | sum >>> 1) + Byte.toUnsignedInt(piece.get(entry + i)) & 0xff;
        }
        return sum;
    }

    /** Which code page it was written in is recorded nowhere; those of Windows agree on ASCII alone. */
    private static String shortName(ByteBuffer piece, int entry) {
        byte[] bytes = new byte[11];
        piece.get(entry, bytes);
        if (bytes[0] == STANDS_FOR_DELETED) {
            bytes[0] = DELETED;
        }
        int small = piece.get(entry + 12);
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        String base = inCase(all.substring(0, 8).stripTrailing(), (small & SMALL_NAME) != 0);
        String extension = inCase(all.substring(8).stripTrailing(), (small & SMALL_EXTENSION) != 0);
        return extension.isEmpty() ? base : base + "." + extension;
    }

    private static String inCase(String text, boolean small) {
        return small ? text.toLowerCase(Locale.ROOT) : text;
    }
}
