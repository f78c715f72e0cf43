package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.BlockTargetContractTest;
import java.nio.file.Path;

class RawTargetContractTest extends BlockTargetContractTest {
    @Override
    protected BlockTarget create(Path directory, long size) {
        return RawTarget.create(directory.resolve("disk.raw"), size);
    }

    @Override
    protected BlockTarget reopen(Path directory) {
        return RawTarget.open(directory.resolve("disk.raw"));
    }
}
