package dev.smc.core.internal.filesystem.exfat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads which clusters of exFAT are in use, from its allocation bitmap; if there are two, as in TexFAT, what either of them has.
 * What is not a cluster is in use, too.
 */
public final class ExfatFileSystem {
    private static final String CONTENT = "exfat";

    private ExfatFileSystem() {}

    public static FileSystem read(DiskRange range) {
        ExfatBootRegion boot;
        try {
            boot = ExfatBootRegion.read(range);
        } catch (UnmappableException e) {
            return FileSystem.unmapped(CONTENT, e.reason());
        }
        Optional<String> label = Optional.empty();
        Optional<AllocationMap> map = Optional.empty();
        String reason = "";
        try {
            ExfatRoot root = new ExfatRoot(range, boot);
            label = root.label();
            boot.checkClean();
            map = Optional.of(map(range, boot, root));
        } catch (UnmappableException e) {
            reason = e.reason();
        }
        return new FileSystem(CONTENT, label, Optional.of(boot.uuid()), map, OptionalLong.of(boot.size()), reason);
    }

    private static AllocationMap map(DiskRange range, ExfatBootRegion boot, ExfatRoot root) throws UnmappableException {
        UnmappableException.check(
                root.bitmaps().size() == boot.tableCount(),
                "it has " + root.bitmaps().size() + " allocation bitmaps, not " + boot.tableCount());
        AllocationMap map = boot.clusters().map(range.length(), (first, count) -> {
            BitSet bits = new BitSet(count);
            for (ExfatChain bitmap : root.bitmaps()) {
                bits.or(BitSet.valueOf(bitmap.read(first / Byte.SIZE, (count + 7) / Byte.SIZE)));
            }
            return bits;
        });
        for (ExfatChain bitmap : root.bitmaps()) {
            bitmap.checkMarked(map);
        }
        for (ExfatChain other : root.others()) {
            other.checkMarked(map);
        }
        return map;
    }
}
