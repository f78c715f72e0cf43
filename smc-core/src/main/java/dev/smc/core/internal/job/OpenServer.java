package dev.smc.core.internal.job;

import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.partition.PartitionScheme;
import java.util.List;

/**
 * The open disks of a source server.
 *
 * @param layout what was found on them
 * @param schemes how each disk is divided
 * @param disks the disks, in their order
 * @param trees the files of those file systems that can be read
 */
public record OpenServer(ServerLayout layout, List<PartitionScheme> schemes, List<OpenDisk> disks, List<FileTree> trees)
        implements AutoCloseable {
    @Override
    public void close() {
        disks.forEach(OpenDisk::close);
    }
}
