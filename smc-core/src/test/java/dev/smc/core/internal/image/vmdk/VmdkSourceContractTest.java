package dev.smc.core.internal.image.vmdk;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

class VmdkSourceContractTest {
    @Nested
    class Sparse extends BlockSourceContractTest {
        @Override
        protected BlockSource open(Path directory, byte[] content) throws Exception {
            return DiskImages.open(new VmdkFixture(content.length).data(content).write(directory.resolve("disk.vmdk")));
        }
    }

    @Nested
    class Compressed extends BlockSourceContractTest {
        @Override
        protected BlockSource open(Path directory, byte[] content) throws Exception {
            return DiskImages.open(
                    new VmdkFixture(content.length).compressed().data(content).write(directory.resolve("disk.vmdk")));
        }
    }
}
