package dev.smc.core.internal.image.vmdk;

import dev.smc.core.internal.image.file.BlockMap;
import java.nio.ByteBuffer;

/** An extent of zeros. */
enum ZeroExtent implements BlockMap {
    INSTANCE;

    @Override
    public Run run(long offset, long length) {
        return new Run(Kind.ZERO, length, 0);
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        throw new IllegalStateException("zeros are not read");
    }

    @Override
    public void close() {}
}
