package dev.smc.core.internal.inspect;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.btrfs.BtrfsFileSystem;
import dev.smc.core.internal.filesystem.exfat.ExfatFileSystem;
import dev.smc.core.internal.filesystem.ext.ExtFileSystem;
import dev.smc.core.internal.filesystem.fat.FatFileSystem;
import dev.smc.core.internal.filesystem.ntfs.NtfsFileSystem;
import dev.smc.core.internal.filesystem.swap.SwapArea;
import dev.smc.core.internal.filesystem.xfs.XfsFileSystem;
import dev.smc.core.internal.partition.Mbr;
import dev.smc.core.internal.volume.LuksHeader;
import dev.smc.core.internal.volume.RaidMember;
import dev.smc.core.internal.volume.lvm.LvmGroups;
import java.util.List;
import java.util.Optional;

/** Recognises what a partition holds, and finds out what of it is in use where that is understood. */
public final class FileSystems {
    private FileSystems() {}

    /**
     * Identifies the content of a partition, or of a disk without partitions. Content that is damaged or not understood is no
     * error: it is in use as a whole.
     *
     * @throws dev.smc.api.error.SourceReadException if the disk cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of the disk image format are damaged
     */
    public static FileSystem identify(DiskRange range) {
        // What looks like a file system may be one stripe of an array, or an old copy.
        Optional<RaidMember> member = RaidMember.find(range);
        if (member.isPresent()) {
            return member.get().content();
        }
        List<String> found = Signatures.find(range);
        if (found.isEmpty()) {
            return FileSystem.unmapped(FileSystem.UNKNOWN, "its content is not recognised");
        }
        if (found.size() > 1) {
            // One of them is stale, and the allocation map of a stale file system would lose data.
            return FileSystem.unmapped(
                    FileSystem.UNKNOWN, "it bears the marks of " + String.join(" and ", found) + " at once");
        }
        String content = found.get(0);
        if (Mbr.read(range).filter(Mbr::hasEntries).isPresent()) {
            return FileSystem.unmapped(content, "its first sector holds a partition table, too");
        }
        return switch (content) {
            case Signatures.EXT -> ExtFileSystem.read(range);
            case Signatures.NTFS -> NtfsFileSystem.read(range);
            case Signatures.EXFAT -> ExfatFileSystem.read(range);
            case Signatures.FAT -> FatFileSystem.read(range);
            case Signatures.BTRFS -> BtrfsFileSystem.read(range);
            case Signatures.XFS -> XfsFileSystem.read(range);
            case Signatures.SWAP -> SwapArea.read(range);
            case Signatures.LUKS -> LuksHeader.read(range);
            case Signatures.LVM2 -> LvmGroups.PHYSICAL_VOLUME;
            default -> FileSystem.unmapped(content, "the free space of " + content + " is not understood");
        };
    }
}
