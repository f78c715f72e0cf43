package dev.smc.core.internal.image.nbd;

import dev.smc.api.model.DiskLocation;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceFactory;
import java.util.Optional;

/** Opens the addresses of NBD exports. Found by {@link java.util.ServiceLoader}. */
public final class NbdSourceFactory implements BlockSourceFactory {
    /** Creates a factory; for {@link java.util.ServiceLoader}. */
    public NbdSourceFactory() {}

    @Override
    public Optional<BlockSource> open(DiskLocation location) {
        return NbdAddress.isNbd(location)
                ? Optional.of(NbdSource.open(NbdAddress.parse(location.toString()), Timing.DEFAULT))
                : Optional.empty();
    }
}
