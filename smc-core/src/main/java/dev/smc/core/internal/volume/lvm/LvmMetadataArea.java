package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An area of a physical volume for copies of the metadata of its group. It starts with a sector:
 *
 * <pre>
 *  0  checksum of all that follows in the sector, 4 bytes
 *  4  mark, 16 bytes
 * 20  version, 4 bytes
 * 24  where the area starts, 8 bytes
 * 32  size of the area, 8 bytes
 * 40  offset of the text in the area, 8 bytes; 0 if there is none
 * 48  size of the text, 8 bytes
 * 56  checksum of the text, 4 bytes
 * 60  flags, 4 bytes: 1 if the text is not kept up to date
 * </pre>
 *
 * The rest is a ring: a text that does not fit before the end of the area goes on behind the first sector. What lies elsewhere in
 * it are older texts.
 */
final class LvmMetadataArea {
    private static final int HEADER = 512;
    private static final long SMALLEST = 2 * HEADER;
    private static final int LARGEST_TEXT = 4 << 20;
    private static final int IGNORED = 1;
    private static final ByteBuffer MARK = StandardCharsets.ISO_8859_1.encode(" LVM2 x[5A%r0N*>");

    /** The area was not written, or overwritten; the message says how that is known. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        DamagedException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private LvmMetadataArea() {}

    /**
     * Returns the text, or empty if there is none, or none that counts.
     *
     * @throws UnmappableException if what is there is whole, but not understood
     */
    static Optional<String> read(DiskRange range, LvmLabel.Area area) throws DamagedException, UnmappableException {
        checkWhole(
                area.size() >= SMALLEST && range.contains(area.offset(), area.size()),
                "it is said to have " + Long.toUnsignedString(area.size()) + " bytes");
        ByteBuffer header = range.read(area.offset(), HEADER);
        checkWhole(header.getInt(0) == LvmChecksum.of(header, 4, HEADER - 4), "the checksum of its header is wrong");
        UnmappableException.check(
                header.slice(4, MARK.remaining()).equals(MARK)
                        && header.getInt(20) == 1
                        && header.getLong(24) == area.offset()
                        && header.getLong(32) == area.size(),
                "the header of its area for metadata is not understood");
        long offset = header.getLong(40);
        long size = header.getLong(48);
        if (offset == 0 || (header.getInt(60) & IGNORED) != 0) {
            return Optional.empty();
        }
        UnmappableException.check(
                offset >= HEADER && offset < area.size() && size > 0 && size <= area.size() - HEADER,
                "its metadata does not lie within the area for it");
        UnmappableException.check(
                size <= LARGEST_TEXT, "its metadata has " + size + " bytes, more than " + LARGEST_TEXT);
        ByteBuffer text = text(range, area, offset, (int) size);
        checkWhole(header.getInt(56) == LvmChecksum.of(text, 0, (int) size), "the checksum of its text is wrong");
        return Optional.of(StandardCharsets.ISO_8859_1.decode(text).toString());
    }

    private static void checkWhole(boolean whole, String otherwise) throws DamagedException {
        if (!whole) {
            throw new DamagedException(otherwise);
        }
    }

    private static ByteBuffer text(DiskRange range, LvmLabel.Area area, long offset, int size) {
        int first = (int) Math.min(size, area.size() - offset);
        ByteBuffer text = ByteBuffer.allocate(size);
        text.put(range.read(area.offset() + offset, first));
        text.put(range.read(area.offset() + HEADER, size - first));
        return text.flip();
    }
}
