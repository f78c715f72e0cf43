package dev.smc.core.internal.disk;

import dev.smc.spi.disk.BlockSource;
import java.util.List;

/** A disk whose bytes lie on others, such as a logical volume. */
public interface MappedDisk extends BlockSource {
    /** Returns where bytes of it really lie, in their order. */
    List<DiskRange> places(long offset, long length);
}
