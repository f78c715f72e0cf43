package dev.smc.core.internal.guest.windows;

import dev.smc.api.error.CorruptDiskException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The cells of a hive, in which everything is kept that lies behind its header. A cell starts with its length, 4 bytes, which is
 * negative if it is in use. References to cells are offsets from the end of the header. What was read last is kept, so that memory
 * does not grow with the hive. Not thread-safe.
 */
final class HiveCells {
    static final int HEADER = 4096;

    private static final int PAGE = 1 << 14;
    private static final int MOST_PAGES = 256;
    private static final int LARGEST_CELL = 1 << 30;
    /** Far more than is asked for of any real hive, where cells are referred to once. */
    private static final int MOST_READS = 1_000_000;

    private static final long MOST_BYTES = 64 << 20;

    private final String name;
    private final HiveBytes bytes;
    private final long end;
    private final Map<Long, byte[]> pages = new LinkedHashMap<>(MOST_PAGES, 0.75f, true);

    private int reads;
    private long readBytes;

    /** Takes cells up to the offset {@code end} of the hive, which is not behind its end. */
    HiveCells(String name, HiveBytes bytes, long end) {
        this.name = name;
        this.bytes = bytes;
        this.end = end;
    }

    /** Returns the content of a cell, or its first {@code most} bytes if it has more, in little-endian order. */
    ByteBuffer read(int reference, int most) {
        long offset = HEADER + Integer.toUnsignedLong(reference);
        check(reference % 8 == 0 && offset <= end - 8, offset, "a reference to byte " + offset, "one to a cell");
        int size = part(offset, Integer.BYTES).getInt(0);
        check(
                size < -Integer.BYTES && size > -LARGEST_CELL && -size <= end - offset,
                offset,
                "a cell of " + -size + " bytes",
                "one that is in use and ends within the hive");
        return part(offset + Integer.BYTES, Math.min(most, -size - Integer.BYTES));
    }

    /** Returns the content of a cell, of which so many bytes must be there, and no more. */
    ByteBuffer readFully(int reference, int length) {
        ByteBuffer content = read(reference, length);
        check(reference, content.capacity() == length, "a cell of " + content.capacity() + " bytes", length + " bytes");
        return content;
    }

    private ByteBuffer part(long offset, int length) {
        readBytes += length;
        check(
                ++reads <= MOST_READS && readBytes <= MOST_BYTES,
                offset,
                "cells that are referred to again and again",
                "each once");
        ByteBuffer part = ByteBuffer.allocate(length);
        while (part.hasRemaining()) {
            long position = offset + part.position();
            int inPage = (int) (position % PAGE);
            byte[] page = page(position / PAGE);
            part.put(page, inPage, Math.min(part.remaining(), page.length - inPage));
        }
        return part.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] page(long number) {
        byte[] known = pages.get(number);
        if (known != null) {
            return known;
        }
        byte[] read = bytes.read(number * PAGE, (int) Math.min(PAGE, end - number * PAGE));
        if (pages.size() == MOST_PAGES) {
            pages.remove(pages.keySet().iterator().next());
        }
        pages.put(number, read);
        return read;
    }

    /** Checks what a cell holds. */
    void check(int reference, boolean right, String found, String expected) {
        check(right, HEADER + Integer.toUnsignedLong(reference), found, expected);
    }

    private void check(boolean right, long offset, String found, String expected) {
        if (!right) {
            throw new CorruptDiskException(name, offset, found, expected);
        }
    }
}
