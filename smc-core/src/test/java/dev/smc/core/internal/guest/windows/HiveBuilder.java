package dev.smc.core.internal.guest.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a hive cell by cell. References are offsets from the end of the header. */
final class HiveBuilder {
    private static final int HEADER = 4096;
    private static final int BIN = 4096;
    private static final int NONE = -1;

    private final ByteBuffer bytes;
    private int next = 32;
    private final int security;

    /** Starts a hive with bins of so many bytes, a multiple of 4096. */
    HiveBuilder(int length) {
        bytes = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, "regf".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(4, 1)
                .putInt(8, 1)
                .putInt(20, 1)
                .putInt(24, 5)
                .putInt(32, 1)
                .putInt(40, length)
                .putInt(44, 1);
        bytes.put(HEADER, "hbin".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER + 8, length);
        ByteBuffer descriptor = content(40, "sk");
        security = next;
        descriptor.putInt(4, next).putInt(8, next).putInt(12, 1).putInt(16, 20).put(20, (byte) 1);
        cell(descriptor);
    }

    /** Returns a hive with nothing but a root, as hivex takes it to be filled. */
    static byte[] empty() {
        HiveBuilder builder = new HiveBuilder(BIN);
        return builder.root(builder.key("ROOT", 0x2c, 0, NONE, 0, NONE));
    }

    private static ByteBuffer content(int length, String mark) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, mark.getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds a cell. */
    int cell(ByteBuffer content) {
        int reference = next;
        int size = (content.capacity() + 4 + 7) / 8 * 8;
        bytes.putInt(HEADER + reference, -size).put(HEADER + reference + 4, content, 0, content.capacity());
        next += size;
        return reference;
    }

    int cell(byte[] content) {
        return cell(ByteBuffer.wrap(content));
    }

    int references(List<Integer> references) {
        ByteBuffer content = ByteBuffer.allocate(references.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
        references.forEach(content::putInt);
        return cell(content);
    }

    int key(String name, int flags, int keys, int keyList, int values, int valueList) {
        boolean latin = (flags & 0x20) != 0;
        byte[] encoded = name.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
        ByteBuffer content = content(76 + encoded.length, "nk").putShort(2, (short) flags);
        content.putInt(16, NONE).putInt(20, keys).putInt(28, keyList).putInt(32, NONE);
        content.putInt(36, values).putInt(40, valueList).putInt(44, security).putInt(48, NONE);
        return cell(content.putShort(72, (short) encoded.length).put(76, encoded));
    }

    /** Adds a list of keys, or of such lists. */
    int list(String mark, List<Integer> references) {
        int element = mark.startsWith("l") && !mark.equals("li") ? 8 : 4;
        ByteBuffer content = content(4 + references.size() * element, mark);
        content.putShort(2, (short) references.size());
        for (int i = 0; i < references.size(); i++) {
            content.putInt(4 + i * element, references.get(i));
        }
        return cell(content);
    }

    int value(String name, int type, int length, int data) {
        byte[] encoded = name.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer content = content(20 + encoded.length, "vk").putShort(2, (short) encoded.length);
        content.putInt(4, length).putInt(8, data).putInt(12, type).putShort(16, (short) 1);
        return cell(content.put(20, encoded));
    }

    /** Adds data in pieces, as it is stored if there is much of it. */
    int pieces(List<Integer> references) {
        ByteBuffer content = content(8, "db").putShort(2, (short) references.size());
        return cell(content.putInt(4, references(references)));
    }

    /** Returns the hive. */
    byte[] root(int reference) {
        if (bytes.capacity() - HEADER > next) {
            bytes.putInt(HEADER + next, bytes.capacity() - HEADER - next);
        }
        bytes.putInt(36, reference);
        seal(bytes.array());
        return bytes.array();
    }

    /** Makes the checksum of a header right. */
    static void seal(byte[] hive) {
        ByteBuffer header = ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN);
        int sum = 0;
        for (int i = 0; i < 508; i += 4) {
            sum ^= header.getInt(i);
        }
        header.putInt(508, sum);
    }

    /** Returns bytes as a hive's. */
    static HiveBytes in(byte[] content) {
        return new HiveBytes() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public byte[] read(long offset, int length) {
                byte[] part = new byte[length];
                System.arraycopy(content, Math.toIntExact(offset), part, 0, length);
                return part;
            }
        };
    }
}
