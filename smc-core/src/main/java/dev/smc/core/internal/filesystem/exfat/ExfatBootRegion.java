package dev.smc.core.internal.filesystem.exfat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/**
 * The boot region of exFAT: twelve sectors, of which the last repeats the checksum of the others; a copy follows. The first:
 *
 * <pre>
 *   3  "EXFAT   "
 *  11  zeros up to 63
 *  72  sectors of the volume, 8 bytes
 *  80  first sector of the table; 84 its sectors; 88 first sector of the clusters; 92 their number; 4 bytes each
 *  96  first cluster of the root directory; 100 serial number; 4 bytes each
 * 105  major version
 * 106  flags, 2 bytes: 1 the second table counts, 2 in use, 4 had errors
 * 108  binary logarithm of the size of a sector; 109 of the sectors in a cluster
 * 110  number of tables
 * </pre>
 */
final class ExfatBootRegion {
    static final int FIRST_CLUSTER = 2;

    private static final int LENGTH = 512;
    private static final int FLAG_SECOND_TABLE = 1;
    private static final int FLAG_DIRTY = 2;
    private static final int FLAG_FAILED = 4;
    private static final int CHECKED_SECTORS = 11;
    private static final long MOST_CLUSTERS = 0xfffffff5L;

    private final ByteBuffer bytes;

    private ExfatBootRegion(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static ExfatBootRegion read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(0, LENGTH), "it is too short for a boot sector");
        ExfatBootRegion boot = new ExfatBootRegion(range.read(0, LENGTH));
        boot.checkFields(range);
        boot.checkChecksum(range);
        return boot;
    }

    private void checkFields(DiskRange range) throws UnmappableException {
        for (int i = 11; i < 64; i++) {
            UnmappableException.check(bytes.get(i) == 0, "its boot sector has fields of another file system");
        }
        UnmappableException.check(bytes.get(105) == 1, "its version is " + bytes.get(105) + ", not 1");
        UnmappableException.check(
                bytes.get(108) >= 9 && bytes.get(108) <= 12, "its sectors have 2^" + bytes.get(108) + " bytes");
        UnmappableException.check(
                bytes.get(109) >= 0 && bytes.get(109) <= 25 - bytes.get(108),
                "its clusters have 2^" + bytes.get(109) + " sectors");
        UnmappableException.check(tableCount() == 1 || tableCount() == 2, "it has " + tableCount() + " tables");
        long sectors = bytes.getLong(72);
        UnmappableException.check(
                sectors > 0 && sectors <= range.length() / sectorSize(),
                "it has " + Long.toUnsignedString(sectors) + " sectors of " + sectorSize() + " bytes, more than its "
                        + range.length() + " bytes hold");
        long count = clusters().count();
        UnmappableException.check(
                count > 0 && count <= MOST_CLUSTERS && clusters().end() <= size(),
                "its " + count + " clusters end behind it");
        UnmappableException.check(
                unsigned(80) >= 2 * (CHECKED_SECTORS + 1)
                        && unsigned(80) + tableCount() * unsigned(84) <= unsigned(88)
                        && (count + FIRST_CLUSTER) * Integer.BYTES <= unsigned(84) * sectorSize(),
                "its tables have " + unsigned(84) + " sectors from " + unsigned(80) + " on");
    }

    private void checkChecksum(DiskRange range) throws UnmappableException {
        ByteBuffer region = range.read(0, (CHECKED_SECTORS + 1) * sectorSize());
        int length = CHECKED_SECTORS * sectorSize();
        int checksum = 0;
        for (int i = 0; i < length; i++) {
            // The flags and how full it is change without it.
            if (i != 106 && i != 107 && i != 112) {
                checksum = Integer.rotateRight(checksum, 1) + Byte.toUnsignedInt(region.get(i));
            }
        }
        for (int i = length; i < region.capacity(); i += Integer.BYTES) {
            UnmappableException.check(region.getInt(i) == checksum, "the checksum of its boot region is wrong");
        }
    }

    void checkClean() throws UnmappableException {
        UnmappableException.check((flags() & FLAG_DIRTY) == 0, "it was not unmounted cleanly");
        UnmappableException.check((flags() & FLAG_FAILED) == 0, "it is marked as having errors");
    }

    Clusters clusters() {
        return new Clusters(unsigned(88) * sectorSize(), sectorSize() << bytes.get(109), unsigned(92));
    }

    /** Returns where the entry of a cluster in the table that counts is, in bytes. */
    long tableEntry(long cluster) {
        boolean second = (flags() & FLAG_SECOND_TABLE) != 0 && tableCount() == 2;
        return (unsigned(80) + (second ? unsigned(84) : 0)) * sectorSize() + cluster * Integer.BYTES;
    }

    int tableCount() {
        return Byte.toUnsignedInt(bytes.get(110));
    }

    long rootCluster() {
        return unsigned(96);
    }

    /** Returns how many bytes the volume has. */
    long size() {
        return bytes.getLong(72) * sectorSize();
    }

    String uuid() {
        int serial = bytes.getInt(100);
        return String.format("%04X-%04X", serial >>> 16, serial & 0xffff);
    }

    private int flags() {
        return bytes.getShort(106);
    }

    private int sectorSize() {
        return 1 << bytes.get(108);
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }
}
