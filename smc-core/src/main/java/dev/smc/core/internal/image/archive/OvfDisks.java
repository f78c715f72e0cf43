package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists the disks of an OVF descriptor that is a file beside them. */
final class OvfDisks {
    private static final int LARGEST = 16 << 20;

    private OvfDisks() {}

    /** Returns the disks, the system disk first. */
    static List<PackedDisk> list(ImageFile ovf) {
        if (ovf.size() > LARGEST) {
            throw new CorruptDiskException(
                    ovf.location(), 0, "an OVF descriptor of " + ovf.size() + " bytes", "at most " + LARGEST);
        }
        ByteBuffer content = ByteBuffer.allocate((int) ovf.size());
        ovf.read(0, content);
        List<PackedDisk> disks = new ArrayList<>();
        for (OvfDisk disk : OvfDescriptor.disks(ovf.location(), content.array())) {
            disks.add(
                    disk.isBlank()
                            ? TarDisks.blank(ovf, disk)
                            : new PackedDisk(disk.name(), () -> open(ovf, disk.file()), null));
        }
        return disks;
    }

    private static ImageFile open(ImageFile ovf, String reference) {
        Path file = path(ovf, reference);
        ImageFile opened = ImageFile.open(Files.exists(file) ? file : path(ovf, TarDisks.decoded(reference)));
        ovf.close();
        return opened;
    }

    /** A descriptor may come from a stranger, and must not make any file of this machine a disk. */
    private static Path path(ImageFile ovf, String reference) {
        Path directory = ovf.path().toAbsolutePath().resolveSibling("").normalize();
        Path file = ovf.sibling(reference).toAbsolutePath().normalize();
        if (!file.startsWith(directory) || file.equals(directory)) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    ovf.location() + " has the file '" + reference + "' outside of its directory, which is not read",
                    "copy or link all files of the appliance into one directory");
        }
        return file;
    }
}
