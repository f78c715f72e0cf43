package dev.smc.core.internal.filesystem.fat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The boot sector of FAT:
 *
 * <pre>
 * 11  bytes in a sector, 2 bytes
 * 13  sectors in a cluster
 * 14  reserved sectors, 2 bytes: the tables follow them
 * 16  number of tables, which are copies
 * 17  entries of 32 bytes in the root directory, 2 bytes: it follows the tables; 0 in FAT32
 * 19  sectors, 2 bytes; if 0, 32 has 4 bytes
 * 21  media, as in the first byte of a table
 * 22  sectors of a table, 2 bytes; if 0, this is FAT32 and 36 has 4 bytes
 * 42  version, 0; 2 bytes, in FAT32
 * 44  first cluster of the root directory, in FAT32
 * 37 or 65  flags: 1 in use, 2 had errors
 * 38 or 66  28 or 29 (hexadecimal) if a serial number follows; 29 if a label follows it
 * </pre>
 */
final class FatBootSector {
    private static final int LENGTH = 512;
    private static final int ENTRY = 32;
    private static final int LEAST_FAT16 = 4085;
    private static final int LEAST_FAT32 = 65525;
    /** Windows takes up to so many clusters for FAT12, Linux does not. */
    private static final int LEAST_SURE_FAT16 = 4087;

    private static final int MOST_FAT32 = 0x0ffffff6;
    private static final int FLAGS_UNCLEAN = 3;
    private static final int NAME = 11;

    private final ByteBuffer bytes;
    private final FatType type;
    private final Clusters clusters;

    private FatBootSector(ByteBuffer bytes) throws UnmappableException {
        this.bytes = bytes;
        checkFields();
        long dataSectors = sectors() - (rootStart() + rootLength()) / sectorSize();
        UnmappableException.check(
                dataSectors >= sectorsPerCluster(), "it has " + sectors() + " sectors, not even enough for its tables");
        this.clusters = new Clusters(
                rootStart() + rootLength(), sectorsPerCluster() * sectorSize(), dataSectors / sectorsPerCluster());
        this.type = type(clusters.count(), unsignedShort(22) == 0);
        UnmappableException.check(
                (clusters.count() + 2) * type.bits() <= tableSectors() * sectorSize() * Byte.SIZE,
                "its tables have " + tableSectors() + " sectors, too few for " + clusters.count() + " clusters");
    }

    static FatBootSector read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(0, LENGTH), "it is too short for a boot sector");
        FatBootSector boot = new FatBootSector(range.read(0, LENGTH));
        UnmappableException.check(
                boot.size() <= range.length(),
                "it has " + boot.size() + " bytes, but the partition only " + range.length());
        return boot;
    }

    private void checkFields() throws UnmappableException {
        UnmappableException.check(
                Integer.bitCount(sectorSize()) == 1 && sectorSize() >= 512 && sectorSize() <= 4096,
                "its sectors have " + sectorSize() + " bytes, not 512 to 4096");
        UnmappableException.check(
                Integer.bitCount(sectorsPerCluster()) == 1, "its clusters have " + sectorsPerCluster() + " sectors");
        UnmappableException.check(unsignedShort(14) > 0, "it has no reserved sector");
        UnmappableException.check(tableCount() > 0 && tableCount() <= 4, "it has " + tableCount() + " tables");
        UnmappableException.check(tableSectors() > 0, "its tables have no sectors");
        UnmappableException.check(media() == 0xf0 || media() >= 0xf8, "its media byte is " + media());
        UnmappableException.check(
                (unsignedShort(22) == 0) == (unsignedShort(17) == 0),
                "its root directory contradicts its kind of table");
        UnmappableException.check(
                unsignedShort(22) != 0 || unsignedShort(42) == 0, "its version is " + unsignedShort(42) + ", not 0");
    }

    private static FatType type(long clusters, boolean large) throws UnmappableException {
        if (large) {
            UnmappableException.check(clusters <= MOST_FAT32, "it has " + clusters + " clusters, too many for FAT32");
            return FatType.FAT32;
        }
        UnmappableException.check(
                clusters < LEAST_FAT16 || (clusters >= LEAST_SURE_FAT16 && clusters < LEAST_FAT32),
                "it has " + clusters + " clusters, so that it could be read in two ways");
        return clusters < LEAST_FAT16 ? FatType.FAT12 : FatType.FAT16;
    }

    FatType type() {
        return type;
    }

    Clusters clusters() {
        return clusters;
    }

    /** Returns how many bytes the file system has. */
    long size() {
        return sectors() * sectorSize();
    }

    int tableCount() {
        return Byte.toUnsignedInt(bytes.get(16));
    }

    /** Returns where a copy of the table starts, in bytes. */
    long tableStart(int copy) {
        return (unsignedShort(14) + copy * tableSectors()) * sectorSize();
    }

    int media() {
        return Byte.toUnsignedInt(bytes.get(21));
    }

    /** Returns where the root directory of FAT12 and FAT16 starts, in bytes. */
    long rootStart() {
        return tableStart(tableCount());
    }

    /** Returns how long the root directory of FAT12 and FAT16 is, in bytes: whole sectors. */
    int rootLength() {
        return (unsignedShort(17) * ENTRY + sectorSize() - 1) / sectorSize() * sectorSize();
    }

    /** Returns the first cluster of the root directory of FAT32. */
    long rootCluster() {
        return Integer.toUnsignedLong(bytes.getInt(44));
    }

    /** Returns whether the flags say that it is, or was last, not unmounted. */
    boolean isUnclean() {
        return (bytes.get(type.serialOffset() - 2) & FLAGS_UNCLEAN) != 0;
    }

    Optional<String> uuid() {
        int mark = Byte.toUnsignedInt(bytes.get(type.serialOffset() - 1));
        int serial = bytes.getInt(type.serialOffset());
        return mark == 0x28 || mark == 0x29
                ? Optional.of(String.format("%04X-%04X", serial >>> 16, serial & 0xffff))
                : Optional.empty();
    }

    /** Returns the label, which the root directory may give, too. */
    Optional<String> label() {
        return bytes.get(type.serialOffset() - 1) == 0x29
                ? label(bytes, type.serialOffset() + 4).filter(name -> !name.equals("NO NAME"))
                : Optional.empty();
    }

    /** Returns a name of eleven characters as a label. */
    static Optional<String> label(ByteBuffer bytes, int offset) {
        byte[] name = new byte[NAME];
        bytes.get(offset, name);
        String label =
                new String(name, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        return label.isEmpty() ? Optional.empty() : Optional.of(label);
    }

    private int sectorSize() {
        return unsignedShort(11);
    }

    private int sectorsPerCluster() {
        return Byte.toUnsignedInt(bytes.get(13));
    }

    private long sectors() {
        return unsignedShort(19) != 0 ? unsignedShort(19) : Integer.toUnsignedLong(bytes.getInt(32));
    }

    private long tableSectors() {
        return unsignedShort(22) != 0 ? unsignedShort(22) : Integer.toUnsignedLong(bytes.getInt(36));
    }

    private int unsignedShort(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }
}
