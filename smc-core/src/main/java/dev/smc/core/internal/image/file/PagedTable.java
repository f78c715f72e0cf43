package dev.smc.core.internal.image.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A table of an image that may be large: read in pages, through a cache of at most a mebibyte. Thread-safe. */
public final class PagedTable {
    private static final int PAGE_BYTES = 1 << 14;
    private static final int CACHED_PAGES = 64;

    /** Reads from the file that holds the table. */
    @FunctionalInterface
    public interface Reader {
        /** Fills a buffer from a position of the file. */
        void read(long offset, ByteBuffer target);
    }

    private final Reader file;
    private final long offset;
    private final long length;
    private final ByteOrder order;
    private final SlotCache<ByteBuffer> pages = new SlotCache<>(CACHED_PAGES, this::readPage);

    /**
     * Makes a table.
     *
     * @param offset where it starts in the file, which has all of it
     * @param length of it in bytes
     */
    public PagedTable(Reader file, long offset, long length, ByteOrder order) {
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.order = order;
    }

    /** Returns an entry of a table of four bytes each. */
    public long u32(long index) {
        long position = index * Integer.BYTES;
        return Integer.toUnsignedLong(pages.get(position / PAGE_BYTES).getInt((int) (position % PAGE_BYTES)));
    }

    /** Returns an entry of a table of eight bytes each. */
    public long i64(long index) {
        long position = index * Long.BYTES;
        return pages.get(position / PAGE_BYTES).getLong((int) (position % PAGE_BYTES));
    }

    private ByteBuffer readPage(long number) {
        long start = number * PAGE_BYTES;
        ByteBuffer page =
                ByteBuffer.allocate((int) Math.min(PAGE_BYTES, length - start)).order(order);
        file.read(offset + start, page);
        return page.flip();
    }
}
