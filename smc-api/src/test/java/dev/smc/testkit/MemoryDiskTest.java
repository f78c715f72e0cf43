package dev.smc.testkit;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.BlockTargetContractTest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class MemoryDiskTest extends BlockTargetContractTest {
    private final Map<Path, BlockTarget> disks = new HashMap<>();

    @Override
    protected BlockTarget create(Path directory, long size) {
        BlockTarget disk = new MemoryDisk(new byte[(int) size]);
        disks.put(directory, disk);
        return disk;
    }

    @Override
    protected BlockTarget reopen(Path directory) {
        return disks.get(directory);
    }
}
