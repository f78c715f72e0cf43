package dev.smc.core.internal.job;

import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.partition.PartitionScheme;
import java.util.List;

/**
 * The open disks of a source server.
 *
 * @param layout what was found on them
 * @param schemes how each disk is divided
 * @param disks the disks, in their order
 * @param devices what its guest may mount or use otherwise
 */
public record OpenServer(
        ServerLayout layout, List<PartitionScheme> schemes, List<OpenDisk> disks, List<GuestDevice> devices)
        implements AutoCloseable {
    /** Returns what was found on them, but for what is in use. */
    public InspectedServer inspected() {
        return new InspectedServer(layout, schemes, devices, List.of());
    }

    @Override
    public void close() {
        disks.forEach(OpenDisk::close);
    }
}
