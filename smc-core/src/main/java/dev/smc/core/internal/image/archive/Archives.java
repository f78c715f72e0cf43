package dev.smc.core.internal.image.archive;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.spi.disk.BlockSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens disks that come packed: in tar archives, appliances (OVA, OVF), and what gzip compressed. */
public final class Archives {
    /** Between an archive and the name of a disk in it. */
    public static final char SEPARATOR = '#';

    private Archives() {}

    /**
     * Returns the names of the disks, the system disk first; of what gzip compressed none, because it would have to be unpacked
     * only for that.
     *
     * @param format of the file: one of those that hold disks
     */
    public static List<String> names(ImageFile file, DiskFormat format) {
        return format == DiskFormat.GZIP
                ? List.of()
                : list(file, format).stream().map(PackedDisk::name).toList();
    }

    private static List<PackedDisk> list(ImageFile file, DiskFormat format) {
        List<PackedDisk> disks = format == DiskFormat.OVF ? OvfDisks.list(file) : TarDisks.list(file);
        if (disks.isEmpty()) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE, file.location() + " holds no disk", "give an archive that does");
        }
        return DiskNames.usable(disks);
    }

    /**
     * Opens a disk; the file belongs to what is returned.
     *
     * @param name of the disk, or null if there is only one
     * @throws SourceReadException if it cannot be read; with code {@code DISK_UNSUPPORTED} if a disk must be chosen
     * @throws dev.smc.api.error.CorruptDiskException if the archive or the disk is damaged
     * @throws dev.smc.api.error.TargetWriteException if it cannot be unpacked for want of space
     */
    public static BlockSource open(
            ImageFile file, DiskFormat format, @Nullable String name, Unpacking unpacking, DiskContents contents) {
        PackedDisks disks = new PackedDisks(unpacking, contents);
        return format == DiskFormat.GZIP
                ? new GzipDisk(file, disks).open(name)
                : disks.open(choose(file, list(file, format), name));
    }

    private static PackedDisk choose(ImageFile file, List<PackedDisk> disks, @Nullable String name) {
        if (name == null && disks.size() == 1) {
            return disks.get(0);
        }
        String all = String.join(", ", disks.stream().map(PackedDisk::name).toList());
        String example = "give one of them, such as "
                + DiskNames.location(file, disks.get(0).name());
        if (name == null) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED, file.location() + " holds " + disks.size() + " disks: " + all, example);
        }
        return disks.stream()
                .filter(disk -> disk.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SourceReadException(
                        ErrorCode.SOURCE_UNREADABLE,
                        file.location() + " holds no disk '" + name + "', but: " + all,
                        example));
    }
}
