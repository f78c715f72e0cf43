package dev.smc.core.internal.image.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds tar archives by hand. */
final class TarFixture {
    static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Returns a header with a right checksum. */
    static byte[] header(String name, char type, String size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000644");
        put(block, 124, size);
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        return checked(block);
    }

    static byte[] put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
        return block;
    }

    static byte[] checked(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += Byte.toUnsignedInt(b);
        }
        return put(block, 148, "%06o\000 ".formatted(sum));
    }

    TarFixture raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    TarFixture pad() {
        return raw(new byte[(BLOCK - out.size() % BLOCK) % BLOCK]);
    }

    TarFixture file(String name, byte[] content) {
        return raw(header(name, '0', Integer.toOctalString(content.length)))
                .raw(content)
                .pad();
    }

    TarFixture pax(String... records) {
        StringBuilder text = new StringBuilder();
        for (String record : records) {
            int length = record.length() + 3;
            length += Integer.toString(length).length() - 1;
            text.append(length).append(' ').append(record).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return raw(header("pax", 'x', Integer.toOctalString(bytes.length)))
                .raw(bytes)
                .pad();
    }

    /** Returns what was added. */
    byte[] content() {
        return out.toByteArray();
    }

    /** Returns the archive. */
    byte[] bytes() {
        return new TarFixture().raw(content()).raw(new byte[2 * BLOCK]).content();
    }
}
