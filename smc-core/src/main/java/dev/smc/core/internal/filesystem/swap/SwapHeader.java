package dev.smc.core.internal.filesystem.swap;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.PaddedText;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first page of a swap area. Its first 1024 bytes are left to boot loaders; then follow, in decimal offsets:
 *
 * <pre>
 * 1024 version, 1   1028 number of the last page   1032 count of bad pages; 4 bytes each
 * 1036 UUID, and 1052 label, 16 bytes each   1536 numbers of bad pages, 4 bytes each
 * </pre>
 */
final class SwapHeader {
    private static final int VERSION = 1024;
    private static final int LAST_PAGE = 1028;
    private static final int BAD_PAGE_COUNT = 1032;
    private static final int UUID_OFFSET = 1036;
    private static final int LABEL = 1052;
    private static final int LABEL_LENGTH = 16;
    private static final int BAD_PAGES = 1536;
    private static final int MARK_LENGTH = 10;

    private final ByteBuffer bytes;

    private SwapHeader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads a header whose mark ends with its page, and checks it as the kernel does before it uses the area. */
    static SwapHeader read(DiskRange range, int pageSize) throws UnmappableException {
        SwapHeader header = new SwapHeader(range.read(0, pageSize));
        UnmappableException.check(
                header.unsigned(VERSION) == 1, "its version is " + header.unsigned(VERSION) + ", not 1");
        UnmappableException.check(header.unsigned(LAST_PAGE) > 0, "it has no pages");
        UnmappableException.check(
                header.size() <= range.length(),
                "it has " + header.size() + " bytes, but the partition only " + range.length());
        header.checkBadPages();
        return header;
    }

    private void checkBadPages() throws UnmappableException {
        long count = unsigned(BAD_PAGE_COUNT);
        UnmappableException.check(
                count <= (pageSize() - MARK_LENGTH - BAD_PAGES) / Integer.BYTES,
                "it has " + count + " bad pages, more than its header holds");
        for (int i = 0; i < count; i++) {
            long page = unsigned(BAD_PAGES + i * Integer.BYTES);
            UnmappableException.check(
                    page > 0 && page <= unsigned(LAST_PAGE),
                    "its page " + page + " is bad, but its last is " + unsigned(LAST_PAGE));
        }
    }

    int pageSize() {
        return bytes.capacity();
    }

    /** Returns how many bytes the area takes. */
    long size() {
        return (unsigned(LAST_PAGE) + 1) * pageSize();
    }

    Optional<String> label() {
        return PaddedText.read(bytes, LABEL, LABEL_LENGTH);
    }

    Optional<String> uuid() {
        return Uuids.find(bytes, UUID_OFFSET);
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }
}
