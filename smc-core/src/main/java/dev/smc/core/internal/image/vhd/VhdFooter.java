package dev.smc.core.internal.image.vhd;

import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.util.Set;
import java.util.UUID;

/**
 * A footer of a VHD image, or the copy of it at the start.
 *
 * @param type {@link #FIXED}, {@link #DYNAMIC} or {@link #DIFFERENCING}
 * @param headerOffset where the header of a dynamic or differencing image lies
 * @param time when the image was made, in seconds from the year 2000 on
 * @param creator the program that made it, four characters
 * @param currentSize of the disk in bytes
 * @param geometrySize cylinders by heads by sectors, in bytes
 * @param id identifies the image
 */
record VhdFooter(int type, long headerOffset, long time, String creator, long currentSize, long geometrySize, UUID id) {

    static final int LENGTH = 512;
    /** Programs before Virtual PC 2004 left the last byte out. */
    static final int OLD_LENGTH = 511;

    static final String COOKIE = "conectix";
    static final int CHECKSUM = 64;

    static final int FIXED = 2;
    static final int DYNAMIC = 3;
    static final int DIFFERENCING = 4;

    private static final long LARGEST_GEOMETRY = 65535L * 16 * 255 * VhdSource.SECTOR_SIZE;

    /** Programs that show their guests the size of the geometry: Virtual PC, and QEMU, which writes images for it. */
    private static final Set<String> USE_GEOMETRY = Set.of("vpc ", "qemu");

    /**
     * Returns the size of the disk as its guest sees it. The two sizes differ, since few sizes are a product of three numbers.
     * Virtual PC shows its guests the smaller one; Hyper-V, Azure, VirtualBox, XenServer and disk2vhd show the current size. That
     * is what QEMU does too for the programs it knows; from one that it does not know it takes the geometry, we the larger size:
     * a disk must not lose its end.
     */
    long diskSize() {
        boolean useGeometry = USE_GEOMETRY.contains(creator) && geometrySize > 0 && geometrySize < LARGEST_GEOMETRY;
        long size = useGeometry ? Math.min(geometrySize, currentSize) : currentSize;
        return size - size % VhdSource.SECTOR_SIZE;
    }

    /** Returns whether a structure of {@link #LENGTH} bytes is a footer with a right checksum. */
    static boolean isValid(Structure footer) {
        return footer.text(0, COOKIE.length()).equals(COOKIE)
                && VhdChecksum.of(footer.bytes(), CHECKSUM) == footer.i32(CHECKSUM);
    }

    /** Parses a footer that is valid. */
    static VhdFooter parse(ImageFile file, Structure footer) {
        if (footer.u16(12) != 1) {
            throw ImageErrors.unsupportedFormat(
                    file.location(), "VHD version " + footer.u16(12) + "." + footer.u16(14));
        }
        long type = footer.u32(60);
        footer.check(
                type >= FIXED && type <= DIFFERENCING,
                60,
                "disk type " + type,
                "2 (fixed), 3 (dynamic) or 4 (differencing)");
        long size = footer.i64(48);
        footer.check(size >= 0, 48, "disk size " + Long.toUnsignedString(size), "at most " + Long.MAX_VALUE);
        return new VhdFooter(
                (int) type,
                footer.i64(16),
                footer.u32(24),
                footer.text(28, 4),
                size,
                (long) footer.u16(56) * footer.u8(58) * footer.u8(59) * VhdSource.SECTOR_SIZE,
                footer.uuid(68));
    }
}
