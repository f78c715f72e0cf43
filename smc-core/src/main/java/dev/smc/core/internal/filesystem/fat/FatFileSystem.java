package dev.smc.core.internal.filesystem.fat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads which clusters of FAT12, FAT16 or FAT32 are in use: all that have an entry other than 0 in any copy of the table, with bad
 * ones. What is not a cluster is in use, too. The free count that FAT32 keeps is not asked, as it is often wrong.
 */
public final class FatFileSystem {
    private static final String CONTENT = "vfat";
    private static final int SIGNATURE_OFFSET = 510;
    private static final short SIGNATURE = (short) 0xaa55;

    private FatFileSystem() {}

    /** Returns whether a partition holds FAT by the fields of its boot sector and its table, whatever it calls itself. */
    public static boolean isPlausible(DiskRange range) {
        try {
            FatBootSector boot = FatBootSector.read(range);
            ByteBuffer bytes = range.read(0, SIGNATURE_OFFSET + Short.BYTES);
            boolean jump =
                    (bytes.get(0) & 0xff) == 0xe9 || ((bytes.get(0) & 0xff) == 0xeb && (bytes.get(2) & 0xff) == 0x90);
            return jump && bytes.getShort(SIGNATURE_OFFSET) == SIGNATURE && new FatTable(range, boot).startsRight(0);
        } catch (UnmappableException e) {
            return false;
        }
    }

    public static FileSystem read(DiskRange range) {
        FatBootSector boot;
        try {
            boot = FatBootSector.read(range);
        } catch (UnmappableException e) {
            return FileSystem.unmapped(CONTENT, e.reason());
        }
        FatTable table = new FatTable(range, boot);
        Optional<AllocationMap> map = Optional.empty();
        String reason = "";
        try {
            map = Optional.of(map(range, boot, table));
        } catch (UnmappableException e) {
            reason = e.reason();
        }
        Optional<String> label = FatLabel.find(range, boot, table).or(boot::label);
        return new FileSystem(CONTENT, label, boot.uuid(), map, OptionalLong.of(boot.size()), reason);
    }

    private static AllocationMap map(DiskRange range, FatBootSector boot, FatTable table) throws UnmappableException {
        for (int copy = 0; copy < boot.tableCount(); copy++) {
            UnmappableException.check(table.startsRight(copy), "table " + copy + " does not start as one does");
        }
        UnmappableException.check(!boot.isUnclean() && table.isClean(), "it was not unmounted cleanly");
        AllocationMap map = boot.clusters().map(range.length(), table);
        if (boot.type() == FatType.FAT32) {
            boot.clusters().checkMarked(map, boot.rootCluster() - 2, 1, "its root directory");
        }
        return map;
    }
}
