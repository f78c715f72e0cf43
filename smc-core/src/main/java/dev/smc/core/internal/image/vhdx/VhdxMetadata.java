package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.Structure;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the disk of a VHDX image.
 *
 * @param blockSize in bytes, a power of two
 * @param size of the disk in bytes
 * @param sectorSize of a logical sector, 512 or 4096
 * @param locator where the parent is; null if the image stands alone
 */
record VhdxMetadata(
        int blockSize, long size, int sectorSize, @Nullable VhdxLocator locator) {
    private static final String SIGNATURE = "metadata";
    private static final int TABLE_LENGTH = 64 << 10;
    private static final int ENTRY_LENGTH = 32;
    private static final int MOST_ENTRIES = 2047;
    private static final long LARGEST_ITEM = 1 << 20;
    private static final int USER = 1;
    private static final int REQUIRED = 1 << 2;
    private static final int HAS_PARENT = 1 << 1;
    private static final long SMALLEST_BLOCK = 1 << 20;
    private static final long LARGEST_BLOCK = 256 << 20;
    private static final long LARGEST_DISK = 64L << 40;

    /** The items that the specification knows. */
    private enum Item {
        FILE_PARAMETERS("caa16737-fa36-4d43-b3b6-33f0aa44e76b", 8),
        DISK_SIZE("2fa54224-cd1b-4876-b211-5dbed83bf4b8", 8),
        DISK_ID("beca12ab-b2e6-4523-93ef-c309e000c746", 16),
        LOGICAL_SECTOR_SIZE("8141bf1d-a96f-4709-ba47-f233a8faab5f", 4),
        PHYSICAL_SECTOR_SIZE("cda348c7-445d-4471-9cc9-e9885251c556", 4),
        PARENT_LOCATOR("a8d35f2d-b30b-454d-abf7-d3d84834ab0c", VhdxLocator.HEADER_LENGTH);

        private final UUID id;
        private final int shortest;

        Item(String id, int shortest) {
            this.id = UUID.fromString(id);
            this.shortest = shortest;
        }

        static @Nullable Item of(UUID id) {
            for (Item item : values()) {
                if (item.id.equals(id)) {
                    return item;
                }
            }
            return null;
        }
    }

    static VhdxMetadata read(ReplayedFile file, VhdxRegions.Region region) {
        Structure table = file.structure(region.offset(), TABLE_LENGTH);
        Map<Item, Structure> items = items(file, region, table);
        Structure parameters = item(table, items, Item.FILE_PARAMETERS);
        long blockSize = parameters.u32(0);
        parameters.check(
                Long.bitCount(blockSize) == 1 && blockSize >= SMALLEST_BLOCK && blockSize <= LARGEST_BLOCK,
                0,
                "block size " + blockSize,
                "a power of two from " + SMALLEST_BLOCK + " to " + LARGEST_BLOCK);
        Structure logical = item(table, items, Item.LOGICAL_SECTOR_SIZE);
        long sectorSize = logical.u32(0);
        logical.check(sectorSize == 512 || sectorSize == 4096, 0, "logical sector size " + sectorSize, "512 or 4096");
        Structure diskSize = item(table, items, Item.DISK_SIZE);
        long size = diskSize.i64(0);
        diskSize.check(
                size >= 0 && size <= LARGEST_DISK && size % sectorSize == 0,
                0,
                "disk size " + Long.toUnsignedString(size),
                "whole sectors of " + sectorSize + " bytes, at most " + LARGEST_DISK);
        boolean hasParent = (parameters.u32(4) & HAS_PARENT) != 0;
        return new VhdxMetadata(
                (int) blockSize,
                size,
                (int) sectorSize,
                hasParent ? VhdxLocator.parse(file.location(), item(table, items, Item.PARENT_LOCATOR)) : null);
    }

    private static Structure item(Structure table, Map<Item, Structure> items, Item item) {
        Structure found = items.get(item);
        if (found == null) {
            throw table.corrupt(0, "VHDX metadata without " + item.id, "that item");
        }
        return found;
    }

    private static Map<Item, Structure> items(ReplayedFile file, VhdxRegions.Region region, Structure table) {
        table.check(table.text(0, 8).equals(SIGNATURE), 0, "no VHDX metadata table", "'" + SIGNATURE + "'");
        int entries = table.u16(10);
        table.check(entries <= MOST_ENTRIES, 10, entries + " metadata items", "at most " + MOST_ENTRIES);
        Map<Item, Structure> items = new EnumMap<>(Item.class);
        for (int i = 0; i < entries; i++) {
            int at = (i + 1) * ENTRY_LENGTH;
            long flags = table.u32(at + 24);
            Item item = (flags & USER) != 0 ? null : Item.of(table.guid(at));
            if (item != null) {
                table.check(!items.containsKey(item), at, "a second metadata item " + item.id, "one");
                items.put(item, content(file, region, table, at, item));
            } else if ((flags & REQUIRED) != 0) {
                throw ImageErrors.unsupported(
                        file.location(),
                        "has required VHDX metadata of unknown kind " + table.guid(at) + ", which is not supported");
            }
        }
        return items;
    }

    private static Structure content(ReplayedFile file, VhdxRegions.Region region, Structure table, int at, Item item) {
        long offset = table.u32(at + 16);
        long length = table.u32(at + 20);
        table.check(
                offset >= TABLE_LENGTH
                        && length >= item.shortest
                        && length <= LARGEST_ITEM
                        && offset <= region.length() - length,
                at + 16,
                "a metadata item of " + length + " bytes at byte " + offset + " of its region",
                item.shortest + " to " + LARGEST_ITEM + " bytes between byte " + TABLE_LENGTH + " and "
                        + region.length());
        return file.structure(region.offset() + offset, (int) length);
    }
}
