package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/**
 * The boot sector of NTFS, as far as it is needed:
 *
 * <pre>
 *  3  "NTFS    "
 * 11  bytes in a sector, 2 bytes
 * 13  sectors in a cluster: 1 to 128, or the negative binary logarithm of more
 * 40  sectors of the volume, 8 bytes; one more behind them holds a copy of the boot sector
 * 48  first cluster of $MFT, 8 bytes
 * 64  clusters in a record of $MFT, or the negative binary logarithm of its bytes
 * 72  serial number, 8 bytes
 * </pre>
 *
 * @param clusters all of them
 * @param mftCluster where $MFT starts
 * @param recordSize of $MFT, in bytes
 * @param serial the serial number
 * @param size of the volume in bytes, with the copy of the boot sector
 */
record NtfsBootSector(Clusters clusters, long mftCluster, int recordSize, long serial, long size) {
    private static final int LENGTH = 512;
    private static final int LARGEST_CLUSTER = 2 << 20;
    private static final int LARGEST_RECORD = 4096;

    static NtfsBootSector read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(0, LENGTH), "it is too short for a boot sector");
        ByteBuffer bytes = range.read(0, LENGTH);
        int sectorSize = Short.toUnsignedInt(bytes.getShort(11));
        UnmappableException.check(
                Integer.bitCount(sectorSize) == 1 && sectorSize >= 256 && sectorSize <= 4096,
                "its sectors have " + sectorSize + " bytes, not 256 to 4096");
        long clusterSize = (long) sectorSize * sectorsPerCluster(Byte.toUnsignedInt(bytes.get(13)));
        UnmappableException.check(
                clusterSize >= 512 && clusterSize <= LARGEST_CLUSTER,
                "its clusters have " + clusterSize + " bytes, not 512 to 2 MiB");
        long sectors = bytes.getLong(40);
        UnmappableException.check(
                sectors > 0 && sectors <= range.length() / sectorSize,
                "it has " + Long.toUnsignedString(sectors) + " sectors of " + sectorSize + " bytes, more than its "
                        + range.length() + " bytes hold");
        Clusters clusters = new Clusters(0, (int) clusterSize, sectors * sectorSize / clusterSize);
        int recordSize = recordSize(bytes.get(64), clusterSize);
        long mftCluster = bytes.getLong(48);
        UnmappableException.check(
                clusters.contain(mftCluster, (recordSize + clusterSize - 1) / clusterSize),
                "its $MFT starts at cluster " + Long.toUnsignedString(mftCluster) + " of " + clusters.count());
        long size = Math.min(range.length(), (sectors + 1) * sectorSize);
        return new NtfsBootSector(clusters, mftCluster, recordSize, bytes.getLong(72), size);
    }

    private static int sectorsPerCluster(int code) throws UnmappableException {
        boolean right = code > 128 ? code >= 256 - 16 : Integer.bitCount(code) == 1;
        UnmappableException.check(right, "its clusters are said to have " + code + " sectors");
        return code > 128 ? 1 << (256 - code) : code;
    }

    private static int recordSize(byte code, long clusterSize) throws UnmappableException {
        long size = code > 0 ? code * clusterSize : 1L << Math.min(62, -code);
        UnmappableException.check(
                Long.bitCount(size) == 1 && size >= 512 && size <= LARGEST_RECORD,
                "its file records have " + size + " bytes, not 512 to " + LARGEST_RECORD);
        return (int) size;
    }
}
