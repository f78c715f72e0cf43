package dev.smc.core.internal.center;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLocation;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenDisk;
import dev.smc.core.internal.job.OpenServer;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the factories in turn, then opens paths itself, and inspects what it opened. Thread-safe if the factories are. */
final class InspectingDiskOpener implements DiskOpener {
    private final List<BlockSourceFactory> factories;

    InspectingDiskOpener(List<BlockSourceFactory> factories) {
        this.factories = List.copyOf(factories);
    }

    @Override
    public OpenServer inspect(List<BlockSource> sources) {
        try {
            InspectedServer inspected = ServerInspector.inspect(sources);
            List<OpenDisk> disks = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                disks.add(new OpenDisk(sources.get(i), inspected.used().get(i)));
            }
            return new OpenServer(inspected.layout(), List.copyOf(disks), inspected.trees());
        } catch (RuntimeException | Error e) {
            sources.forEach(BlockSource::close);
            throw e;
        }
    }

    @Override
    public BlockSource open(DiskLocation location) {
        for (BlockSourceFactory factory : factories) {
            Optional<BlockSource> source = factory.open(location);
            if (source.isPresent()) {
                return source.get();
            }
        }
        if (location.isPath()) {
            return DiskImages.open(location.path());
        }
        throw new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                "no block source factory knows the address " + location,
                "give a path, or add a factory for such addresses to the builder of the centre");
    }
}
