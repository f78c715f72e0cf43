package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The regions of a VHDX file, from the first of the two copies of their table that is right.
 *
 * @param table the block allocation table
 * @param metadata the properties of the disk
 * @param reserved both, the log, and what the file starts with: blocks are elsewhere
 */
record VhdxRegions(Region table, Region metadata, List<Region> reserved) {
    private static final UUID TABLE = UUID.fromString("2dc27766-f623-4200-9d64-115e9bfd4a08");
    private static final UUID METADATA = UUID.fromString("8b7ca206-4790-4b9a-b8fe-575f050f886e");
    private static final int FIRST = 192 << 10;
    private static final int SECOND = 256 << 10;
    private static final int LENGTH = 64 << 10;
    private static final String SIGNATURE = "regi";
    private static final int HEADER_LENGTH = 16;
    private static final int ENTRY_LENGTH = 32;
    private static final int MOST_ENTRIES = 2047;

    /** A part of the file. */
    record Region(long offset, long length) {
        long end() {
            return offset + length;
        }

        boolean overlaps(long start, long end) {
            return start < end() && end > offset;
        }
    }

    boolean overlapsReserved(long start, long end) {
        return reserved.stream().anyMatch(r -> r.overlaps(start, end));
    }

    static VhdxRegions read(ReplayedFile file, VhdxHeader header) {
        Structure table = file.structure(FIRST, LENGTH);
        if (!isValid(table)) {
            table = file.structure(SECOND, LENGTH);
            table.check(isValid(table), 0, "two VHDX region tables with wrong checksums", "one that is right");
        }
        long entries = table.u32(8);
        table.check(entries <= MOST_ENTRIES, 8, entries + " regions", "at most " + MOST_ENTRIES);
        List<Region> reserved = new ArrayList<>();
        reserved.add(new Region(0, VhdxHeader.MEBIBYTE));
        if (header.logLength() > 0) {
            reserved.add(new Region(header.logOffset(), header.logLength()));
        }
        Region blocks = null;
        Region metadata = null;
        for (int i = 0; i < entries; i++) {
            int at = HEADER_LENGTH + i * ENTRY_LENGTH;
            UUID id = table.guid(at);
            if (id.equals(TABLE)) {
                blocks = add(file, table, at, blocks, reserved);
            } else if (id.equals(METADATA)) {
                metadata = add(file, table, at, metadata, reserved);
            } else if ((table.u32(at + 28) & 1) != 0) {
                throw ImageErrors.unsupported(
                        file.location(),
                        "has a required VHDX region of unknown kind " + id + ", which is not supported");
            }
        }
        if (blocks == null || metadata == null) {
            throw table.corrupt(
                    0, "a VHDX region table without " + (blocks == null ? TABLE : METADATA), "both regions");
        }
        return new VhdxRegions(blocks, metadata, List.copyOf(reserved));
    }

    private static boolean isValid(Structure table) {
        return table.text(0, 4).equals(SIGNATURE) && VhdxChecksum.isRight(table.bytes());
    }

    private static Region add(
            ReplayedFile file, Structure table, int at, @Nullable Region before, List<Region> reserved) {
        table.check(before == null, at, "a second VHDX region of kind " + table.guid(at), "one");
        long offset = table.i64(at + 16);
        long length = table.u32(at + 24);
        boolean right = offset >= VhdxHeader.MEBIBYTE
                && offset % VhdxHeader.MEBIBYTE == 0
                && length % VhdxHeader.MEBIBYTE == 0
                && offset <= Long.MAX_VALUE - length
                && reserved.stream().noneMatch(r -> r.overlaps(offset, offset + length));
        table.check(
                right,
                at + 16,
                "a VHDX region of " + length + " bytes at byte " + Long.toUnsignedString(offset),
                "whole mebibytes that overlap nothing else");
        file.requireSize(offset + length);
        Region region = new Region(offset, length);
        reserved.add(region);
        return region;
    }
}
