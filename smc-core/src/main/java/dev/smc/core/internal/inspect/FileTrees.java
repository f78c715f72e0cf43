package dev.smc.core.internal.inspect;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.ext.ExtFileTree;
import dev.smc.core.internal.filesystem.fat.FatFileTree;
import dev.smc.core.internal.filesystem.ntfs.NtfsFileTree;
import dev.smc.core.internal.filesystem.xfs.XfsFileTree;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the files of file systems of those kinds that can be read without mounting them. */
final class FileTrees {
    private static final Logger LOG = LoggerFactory.getLogger(FileTrees.class);

    private FileTrees() {}

    /** Returns the files of a file system, or empty if it is of another kind, or damaged. */
    static Optional<FileTree> open(DiskRange range, String content) {
        try {
            return switch (content) {
                case "ext2", "ext3", "ext4" -> ExtFileTree.open(range);
                case Signatures.NTFS -> NtfsFileTree.open(range);
                case Signatures.FAT -> FatFileTree.open(range);
                case "xfs" -> XfsFileTree.open(range);
                default -> Optional.empty();
            };
        } catch (CorruptDiskException | SourceReadException e) {
            LOG.debug("the files of {} cannot be read", content, e);
            return Optional.empty();
        }
    }
}
