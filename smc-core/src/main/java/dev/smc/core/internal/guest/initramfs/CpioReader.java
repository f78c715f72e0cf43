package dev.smc.core.internal.guest.initramfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads archives in the format {@code newc} of cpio, the one of images:
 *
 * <pre>
 * "070701" or "070702", then 8 hexadecimal digits each: inode, mode, uid, gid, links, mtime, size, major and minor of the device,
 * major and minor of what a device file is, length of the name with its NUL, checksum; the name; zeros up to a multiple of 4;
 * the content; zeros up to a multiple of 4. The last entry is called TRAILER!!!.
 * </pre>
 *
 * Not thread-safe.
 */
final class CpioReader {
    private static final int HEADER = 110;
    private static final int MAGIC = 6;
    private static final int LONGEST_NAME = 4096;
    private static final int PIECE = 1 << 16;

    private final InputStream input;
    private final byte[] header = new byte[HEADER];
    private long position;

    /** Is told of each entry. */
    interface Visitor {
        /** Returns how many bytes of the content are wanted. */
        int wanted(CpioEntry entry);

        /** Takes an entry and what was wanted of its content, as far as there is. */
        void accept(CpioEntry entry, byte[] content) throws DamagedImageException;
    }

    private CpioReader(InputStream input) {
        this.input = input;
    }

    /** Reads one archive whose first byte was read already; the input is left behind its last entry. */
    static void read(InputStream input, Visitor visitor) throws IOException {
        CpioReader reader = new CpioReader(input);
        reader.header[0] = '0';
        CpioEntry entry = reader.entry(1);
        while (!entry.isTrailer()) {
            byte[] content = reader.content(entry, visitor.wanted(entry));
            visitor.accept(entry, content);
            entry = reader.entry(0);
        }
    }

    private CpioEntry entry(int alreadyRead) throws IOException {
        readFully(header, alreadyRead, HEADER - alreadyRead);
        position += alreadyRead;
        String magic = new String(header, 0, MAGIC, StandardCharsets.ISO_8859_1);
        if (!magic.equals("070701") && !magic.equals("070702")) {
            throw new DamagedImageException("an archive has an entry that is none of cpio (newc)");
        }
        long nameLength = field(11);
        if (nameLength < 1 || nameLength > LONGEST_NAME) {
            throw new DamagedImageException("an archive has a name of " + nameLength + " bytes");
        }
        byte[] name = new byte[(int) nameLength];
        readFully(name, 0, name.length);
        if (name[name.length - 1] != 0) {
            throw new DamagedImageException("an archive has a name without an end");
        }
        CpioEntry entry = new CpioEntry(
                normalized(new String(name, 0, name.length - 1, StandardCharsets.UTF_8)),
                field(0) + ":" + field(7) + ":" + field(8),
                (int) field(1),
                field(4),
                field(6));
        if (!entry.isTrailer()) {
            align();
        }
        return entry;
    }

    private static String normalized(String name) {
        int start = 0;
        while (name.startsWith("/", start) || name.startsWith("./", start)) {
            start += name.charAt(start) == '/' ? 1 : 2;
        }
        return name.substring(start);
    }

    private long field(int index) throws DamagedImageException {
        long value = 0;
        for (int i = MAGIC + 8 * index; i < MAGIC + 8 * index + 8; i++) {
            int digit = Character.digit((char) header[i], 16);
            if (digit < 0) {
                throw new DamagedImageException("an archive has a number that is none");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private byte[] content(CpioEntry entry, int wanted) throws IOException {
        byte[] content = new byte[(int) Math.min(wanted, entry.size())];
        readFully(content, 0, content.length);
        skip(entry.size() - content.length);
        align();
        return content;
    }

    private void align() throws IOException {
        skip(-position & 3);
    }

    private void readFully(byte[] target, int offset, int length) throws IOException {
        if (input.readNBytes(target, offset, length) < length) {
            throw truncated();
        }
        position += length;
    }

    private void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            long skipped = input.skip(Math.min(left, PIECE));
            if (skipped <= 0) {
                throw truncated();
            }
            left -= skipped;
        }
        position += count;
    }

    private static DamagedImageException truncated() {
        return new DamagedImageException("an archive is cut off");
    }
}
