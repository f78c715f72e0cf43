package dev.smc.core.internal.image.qcow2;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import dev.smc.testkit.MemoryDisk;
import java.nio.file.Path;

class Qcow2SourceContractTest extends BlockSourceContractTest {
    @Override
    protected BlockSource open(Path directory, byte[] content) {
        Path file = directory.resolve("disk.qcow2");
        Qcow2Writer.write(new MemoryDisk(content), file, CopyListener.NONE);
        return DiskImages.open(file);
    }
}
