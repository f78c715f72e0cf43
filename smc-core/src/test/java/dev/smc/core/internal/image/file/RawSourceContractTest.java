package dev.smc.core.internal.image.file;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import java.nio.ByteBuffer;
import java.nio.file.Path;

class RawSourceContractTest extends BlockSourceContractTest {
    @Override
    protected BlockSource open(Path directory, byte[] content) throws Exception {
        Path file = directory.resolve("disk.raw");
        try (RawTarget target = RawTarget.create(file, content.length)) {
            target.write(0, ByteBuffer.wrap(content));
            // Makes a hole, so that there is more than one extent where holes are known.
            target.zero(256 << 10, 512 << 10);
        }
        return DiskImages.open(file);
    }
}
