package dev.smc.core.internal.job;

import dev.smc.api.model.ServerLayout;
import java.util.List;

/**
 * The open disks of a source server.
 *
 * @param layout what was found on them
 * @param disks the disks, in their order
 */
public record OpenServer(ServerLayout layout, List<OpenDisk> disks) implements AutoCloseable {
    @Override
    public void close() {
        disks.forEach(OpenDisk::close);
    }
}
