package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads which clusters of an NTFS volume are in use, from the file $Bitmap. That is true only if the volume was unmounted cleanly:
 * otherwise its log, or the memory of a Windows that hibernates, holds changes that the bitmap lacks. Every such doubt ends in
 * "used in full". What lies behind the last cluster, with the copy of the boot sector, is in use.
 */
public final class NtfsFileSystem {
    private static final String CONTENT = "ntfs";

    private final DiskRange range;
    private final NtfsBootSector boot;
    private Optional<String> label = Optional.empty();

    private NtfsFileSystem(DiskRange range, NtfsBootSector boot) {
        this.range = range;
        this.boot = boot;
    }

    public static FileSystem read(DiskRange range) {
        try {
            return new NtfsFileSystem(range, NtfsBootSector.read(range)).read();
        } catch (UnmappableException e) {
            return FileSystem.unmapped(CONTENT, e.reason());
        }
    }

    private FileSystem read() {
        Optional<AllocationMap> map = Optional.empty();
        String reason = "";
        try {
            map = Optional.of(map());
        } catch (UnmappableException e) {
            reason = e.reason();
        }
        // As Windows and blkid write it.
        String uuid = String.format("%016X", boot.serial());
        return new FileSystem(CONTENT, label, Optional.of(uuid), map, OptionalLong.of(boot.size()), reason);
    }

    private AllocationMap map() throws UnmappableException {
        NtfsMft mft = new NtfsMft(range, boot);
        NtfsVolume volume = new NtfsVolume(mft);
        label = volume.label();
        NtfsLogFile.checkClosed(mft.open(NtfsMft.LOG_FILE, NtfsAttribute.DATA, ""));
        new NtfsHibernation(mft).checkAwake();
        volume.checkClean();
        NtfsStream bitmap = mft.open(NtfsMft.BITMAP, NtfsAttribute.DATA, "");
        AllocationMap map = boot.clusters()
                .map(
                        range.length(),
                        (first, count) -> BitSet.valueOf(bitmap.read(first / Byte.SIZE, (count + 7) / Byte.SIZE)));
        checkSystemFiles(mft, map);
        return map;
    }

    /** Checks that the bitmap knows of the files that every volume has; if not, it is not this volume's. */
    private void checkSystemFiles(NtfsMft mft, AllocationMap map) throws UnmappableException {
        Clusters clusters = boot.clusters();
        for (int file = 0; file <= NtfsMft.LAST_SYSTEM_FILE; file++) {
            String what = "system file " + file;
            mft.visit(file, attribute -> {
                if (!attribute.isResident()) {
                    NtfsRuns.decode(attribute, clusters, what, (start, length) -> {
                        if (start != NtfsRuns.HOLE) {
                            clusters.checkMarked(map, start, length, what);
                        }
                    });
                }
            });
        }
    }
}
