package dev.smc.core.internal.center;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLocation;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.archive.Unpacking;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenDisk;
import dev.smc.core.internal.job.OpenServer;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the factories in turn, then opens paths itself, and inspects what it opened. Thread-safe if the factories are. */
final class InspectingDiskOpener implements DiskOpener {
    private static final Logger LOG = LoggerFactory.getLogger(InspectingDiskOpener.class);

    private final boolean direct;
    private final List<BlockSourceFactory> factories;
    private final Path unpackingDirectory;

    /**
     * Creates an opener.
     *
     * @param unpackingDirectory where to unpack compressed disks
     */
    InspectingDiskOpener(List<BlockSourceFactory> factories, Path unpackingDirectory, boolean direct) {
        this.direct = direct;
        this.factories = List.copyOf(factories);
        this.unpackingDirectory = unpackingDirectory;
    }

    @Override
    public OpenServer inspect(List<BlockSource> sources) {
        try {
            InspectedServer inspected = ServerInspector.inspect(sources);
            List<OpenDisk> disks = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                disks.add(new OpenDisk(sources.get(i), inspected.used().get(i)));
            }
            return new OpenServer(inspected.layout(), inspected.schemes(), List.copyOf(disks), inspected.devices());
        } catch (RuntimeException | Error e) {
            sources.forEach(BlockSource::close);
            throw e;
        }
    }

    /** What cannot be read is said when it is opened; and a factory may know what it is. */
    @Override
    public List<DiskLocation> disks(DiskLocation location) {
        if (!location.isPath()) {
            return List.of(location);
        }
        try {
            return DiskImages.disks(location.path()).stream()
                    .map(DiskLocation::of)
                    .toList();
        } catch (MigrationException e) {
            LOG.debug("{} is not looked into", location, e);
            return List.of(location);
        }
    }

    @Override
    public BlockSource open(DiskLocation location, CopyListener listener) {
        for (BlockSourceFactory factory : factories) {
            Optional<BlockSource> source = factory.open(location);
            if (source.isPresent()) {
                return source.get();
            }
        }
        if (location.isPath()) {
            return DiskImages.open(location.path(), new Unpacking(unpackingDirectory, listener), direct);
        }
        throw new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                "no block source factory knows the address " + location,
                "give a path, or add a factory for such addresses to the builder of the centre");
    }
}
