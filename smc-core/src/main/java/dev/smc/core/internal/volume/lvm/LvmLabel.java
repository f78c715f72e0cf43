package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The label of a physical volume, in one of its first four sectors of 512 bytes:
 *
 * <pre>
 *   0  "LABELONE"
 *   8  number of this sector, 8 bytes
 *  16  checksum of all that follows in the sector, 4 bytes
 *  20  where in the sector the header of the volume is, 4 bytes
 *  24  "LVM2 001"
 * </pre>
 *
 * The header of the volume has its identifier, 32 letters, its size, 8 bytes, and two lists of areas, for extents and for
 * metadata, which an area at 0 ends each. In the newer form there follow a version and flags, 4 bytes each, and a list of areas
 * for boot loaders. An area is its offset and its size, 8 bytes each.
 *
 * @param id the identifier
 * @param metadata where the copies of the metadata are
 * @param boot what boot loaders have of the volume
 */
record LvmLabel(String id, List<Area> metadata, List<Area> boot) {
    private static final int SECTOR = 512;
    private static final int SECTORS = 4;
    private static final int CHECKSUM = 16;
    private static final int CHECKED = 20;
    private static final int ID = 32;
    private static final int AREA = 16;
    /** LVM2 knows of none, one or two. */
    private static final int MOST_METADATA = 2;

    private static final ByteBuffer MARK = StandardCharsets.US_ASCII.encode("LABELONE");
    private static final ByteBuffer TYPE = StandardCharsets.US_ASCII.encode("LVM2 001");

    /** A part of a physical volume. */
    record Area(long offset, long size) {}

    static LvmLabel read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(0, SECTORS * SECTOR), "it is too short for a label");
        List<ByteBuffer> labels = new ArrayList<>();
        for (int sector = 0; sector < SECTORS; sector++) {
            ByteBuffer bytes = range.read((long) sector * SECTOR, SECTOR);
            if (bytes.slice(0, MARK.remaining()).equals(MARK)
                    && bytes.getLong(8) == sector
                    && bytes.getInt(CHECKSUM) == LvmChecksum.of(bytes, CHECKED, SECTOR - CHECKED)) {
                labels.add(bytes);
            }
        }
        UnmappableException.check(!labels.isEmpty(), "its label is damaged");
        UnmappableException.check(labels.size() == 1, "it has " + labels.size() + " labels");
        return parse(labels.get(0));
    }

    private static LvmLabel parse(ByteBuffer bytes) throws UnmappableException {
        UnmappableException.check(
                bytes.slice(24, TYPE.remaining()).equals(TYPE), "its label is of a type that is not understood");
        int header = bytes.getInt(20);
        UnmappableException.check(
                header >= 32 && header <= SECTOR - ID - 8, "its header is said to be at byte " + header);
        byte[] letters = new byte[ID];
        bytes.get(header, letters);
        String id = new String(letters, StandardCharsets.ISO_8859_1);
        UnmappableException.check(LvmGroupCopy.ID.matcher(id).matches(), "its identifier is none");
        bytes.position(header + ID + 8);
        areas(bytes);
        List<Area> metadata = areas(bytes);
        UnmappableException.check(
                metadata.size() <= MOST_METADATA, "it has " + metadata.size() + " areas for metadata, not 2 at most");
        List<Area> boot = List.of();
        if (bytes.remaining() >= 8) {
            int version = bytes.getInt();
            bytes.getInt();
            boot = version == 0 ? boot : areas(bytes);
        }
        return new LvmLabel(id, metadata, boot);
    }

    private static List<Area> areas(ByteBuffer bytes) throws UnmappableException {
        List<Area> areas = new ArrayList<>();
        while (bytes.remaining() >= AREA) {
            Area area = new Area(bytes.getLong(), bytes.getLong());
            if (area.offset() == 0) {
                return areas;
            }
            areas.add(area);
        }
        throw new UnmappableException("its label ends within a list of areas");
    }
}
