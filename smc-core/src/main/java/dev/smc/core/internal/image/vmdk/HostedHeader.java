package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a sparse extent of VMware's hosted products, checked field by field. Offsets and lengths are in sectors.
 *
 * @param flags of which {@link #ZEROED_GRAINS}, {@link #MARKERS} and {@link #REDUNDANT_DIRECTORY} count
 * @param capacity of the extent; 0 if the file holds nothing but a descriptor
 * @param grainSize of what the extent is allocated in
 * @param descriptorOffset of the embedded descriptor; 0 if there is none
 * @param descriptorSize of the embedded descriptor
 * @param tableEntries in each grain table
 * @param redundantDirectory where the second grain directory is
 * @param directory where the grain directory is
 * @param compressed whether grains are deflate streams
 */
record HostedHeader(
        int flags,
        long capacity,
        long grainSize,
        long descriptorOffset,
        long descriptorSize,
        int tableEntries,
        long redundantDirectory,
        long directory,
        boolean compressed) {

    static final int MAGIC = 0x564d444b;
    static final int SECTOR = 512;

    private static final int NEWLINES_VALID = 1;
    private static final int REDUNDANT_DIRECTORY = 1 << 1;
    private static final int ZEROED_GRAINS = 1 << 2;
    private static final int MARKERS = 1 << 17;

    private static final int NEWLINES = 0x0a0d200a;
    private static final int NEWEST_VERSION = 3;
    private static final int LARGEST_GRAIN = (16 << 20) / SECTOR;
    private static final int MOST_TABLE_ENTRIES = 512;
    private static final long AT_END = -1;

    /** What follows a footer: the marker of the end of the stream. */
    private static final int FOOTER_FROM_END = 2 * SECTOR;

    boolean hasMarkers() {
        return (flags & MARKERS) != 0;
    }

    boolean hasZeroedGrains() {
        return (flags & ZEROED_GRAINS) != 0;
    }

    boolean hasRedundantDirectory() {
        return (flags & REDUNDANT_DIRECTORY) != 0 && redundantDirectory != 0;
    }

    /** Reads the header at the start of a file, or the footer at its end if the header says so. */
    static HostedHeader read(ImageFile file) {
        HostedHeader header = new Parser(file, 0).parse();
        if (header.directory != AT_END) {
            return header;
        }
        long offset = Math.max(0, file.size() - FOOTER_FROM_END);
        if (file.size() < 2 * FOOTER_FROM_END || bytes(file, offset).getInt(0) != MAGIC) {
            throw new CorruptDiskException(
                    file.location(), offset, "no footer", "one, as the header says; the file was probably cut off");
        }
        HostedHeader footer = new Parser(file, offset).parse();
        if (footer.directory == AT_END) {
            throw new CorruptDiskException(
                    file.location(), offset + 56, "a footer without a grain directory", "the sector where it is");
        }
        // Where the descriptor is stands at the start, and not with every writer at the end, too.
        return footer.withDescriptor(header.descriptorOffset, header.descriptorSize);
    }

    private HostedHeader withDescriptor(long offset, long size) {
        return new HostedHeader(
                flags, capacity, grainSize, offset, size, tableEntries, redundantDirectory, directory, compressed);
    }

    private static ByteBuffer bytes(ImageFile file, long offset) {
        if (offset + SECTOR > file.size()) {
            throw file.truncated(offset + SECTOR);
        }
        ByteBuffer bytes = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        file.read(offset, bytes);
        return bytes.flip();
    }

    /** Reads a header; nothing is believed before it was checked. */
    private static final class Parser {
        private final ImageFile file;
        private final long offset;
        private final ByteBuffer bytes;

        Parser(ImageFile file, long offset) {
            this.file = file;
            this.offset = offset;
            this.bytes = bytes(file, offset);
        }

        HostedHeader parse() {
            check(bytes.getInt(0) == MAGIC, 0, "magic 0x" + Integer.toHexString(bytes.getInt(0)), "KDMV");
            int version = bytes.getInt(4);
            if (version < 1 || version > NEWEST_VERSION) {
                throw ImageErrors.unsupportedFormat(
                        file.location(), "VMDK version " + Integer.toUnsignedString(version));
            }
            int flags = bytes.getInt(8);
            check(
                    (flags & NEWLINES_VALID) == 0 || bytes.getInt(73) == NEWLINES,
                    73,
                    "newline bytes 0x" + Integer.toHexString(Integer.reverseBytes(bytes.getInt(73))),
                    "0x0a200d0a; a transfer in text mode changed the file, so transfer it again in binary mode");
            long capacity = sectors(12, "capacity");
            long grainSize = bytes.getLong(20);
            int tableEntries = bytes.getInt(44);
            if (capacity > 0) {
                check(
                        grainSize > 0 && grainSize <= LARGEST_GRAIN && Long.bitCount(grainSize) == 1,
                        20,
                        "grain size " + Long.toUnsignedString(grainSize) + " sectors",
                        "a power of two up to " + LARGEST_GRAIN);
                check(
                        tableEntries > 0 && tableEntries <= MOST_TABLE_ENTRIES,
                        44,
                        Integer.toUnsignedString(tableEntries) + " entries in a grain table",
                        "1 to " + MOST_TABLE_ENTRIES);
            }
            long directory = bytes.getLong(56) == AT_END ? AT_END : sectors(56, "grain directory at sector");
            return new HostedHeader(
                    flags,
                    capacity,
                    grainSize,
                    sectors(28, "descriptor at sector"),
                    sectors(36, "descriptor of sectors"),
                    tableEntries,
                    sectors(48, "redundant grain directory at sector"),
                    directory,
                    isCompressed());
        }

        private boolean isCompressed() {
            int algorithm = Short.toUnsignedInt(bytes.getShort(77));
            if (algorithm > 1) {
                throw ImageErrors.unsupported(
                        file.location(), "is a VMDK compressed by method " + algorithm + ", which is not supported");
            }
            return algorithm == 1;
        }

        /** Returns a number of sectors whose bytes can be counted. */
        private long sectors(int field, String name) {
            long value = bytes.getLong(field);
            check(
                    value >= 0 && value <= Long.MAX_VALUE / SECTOR,
                    field,
                    name + " " + Long.toUnsignedString(value),
                    "at most " + Long.MAX_VALUE / SECTOR);
            return value;
        }

        private void check(boolean right, int field, String found, String expected) {
            if (!right) {
                throw new CorruptDiskException(file.location(), offset + field, found, expected);
            }
        }
    }
}
