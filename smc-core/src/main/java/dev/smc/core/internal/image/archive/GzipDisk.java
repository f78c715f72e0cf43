package dev.smc.core.internal.image.archive;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.spi.disk.BlockSource;
import org.jspecify.annotations.Nullable;

/** Opens the disk in a file that gzip compressed: in a tar archive, as Google exports images, or alone. */
final class GzipDisk {
    private final ImageFile file;
    private final PackedDisks disks;

    GzipDisk(ImageFile file, PackedDisks disks) {
        this.file = file;
        this.disks = disks;
    }

    /**
     * Unpacks and opens the disk; the file belongs to what is returned.
     *
     * @param wanted name of the disk in the archive, or null if there is only one
     */
    BlockSource open(@Nullable String wanted) {
        boolean tar;
        try (GzipInput in = new GzipInput(file)) {
            byte[] block = new byte[TarHeader.BYTES];
            tar = in.readUpTo(block, block.length) == block.length && TarHeader.isHeader(block);
        }
        try (GzipInput in = new GzipInput(file)) {
            if (tar) {
                return disks.openUnpacked(file, unpackMember(in, wanted));
            }
            if (wanted != null) {
                throw noSuchDisk(wanted);
            }
            return disks.openUnpacked(file, disks.unpacker(file).unpack(in, file.location()));
        }
    }

    private ImageFile unpackMember(GzipInput in, @Nullable String wanted) {
        Unpacker unpacker = disks.unpacker(file);
        TarReader reader = new TarReader(in);
        ImageFile found = null;
        try {
            for (TarMember member = reader.next(); member != null; member = reader.next()) {
                refuseAppliance(member);
                String name = DiskNames.plain(member.name());
                if (!Companions.isDisk(member) || (wanted != null && !isCalled(member, wanted))) {
                    continue;
                }
                if (found != null) {
                    throw several(found.location(), name);
                }
                SparseMap map = member.sparse() != null ? member.sparse() : SparseMap.whole(member.stored());
                found = unpacker.unpack(in, map, DiskNames.location(file, name));
            }
            unpacker.drain(in);
            if (found == null) {
                throw noSuchDisk(wanted);
            }
            return found;
        } catch (Throwable e) {
            if (found != null) {
                found.close();
            }
            throw e;
        }
    }

    private static boolean isCalled(TarMember member, String wanted) {
        return DiskNames.plain(member.name()).equals(wanted)
                || member.fileName().equals(wanted);
    }

    private void refuseAppliance(TarMember member) {
        if (Companions.isXva(member)) {
            throw TarDisks.xva(file.location());
        }
        if (Companions.isOvf(member)) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    file.location() + " is a compressed appliance (OVA), which is not supported",
                    "uncompress it with: gzip -d '" + file.location()
                            + "'; its disks can be read without unpacking it");
        }
    }

    private SourceReadException several(String first, String second) {
        return new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                file.location() + " holds several disks, among them " + first + " and " + second,
                "choose one by its name, such as " + first + "; or uncompress the archive, and give it");
    }

    private SourceReadException noSuchDisk(@Nullable String wanted) {
        return new SourceReadException(
                ErrorCode.SOURCE_UNREADABLE,
                file.location() + " holds no disk" + (wanted == null ? "" : " of the name '" + wanted + "'"),
                "look into it with: tar -tzf '" + file.location() + "'");
    }
}
