package dev.smc.core.internal.cloud.local;

import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.cloud.CloudProviderContractTest;
import dev.smc.spi.disk.BlockSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;

class LocalCloudContractTest extends CloudProviderContractTest {
    @Override
    protected CloudProvider newProvider() {
        return new LocalCloud();
    }

    @Override
    protected byte[] readImage(Image image, int index, long offset, int length) {
        Path file = Path.of(image.disks().get(index).path().orElseThrow());
        try (BlockSource source =
                image.format() == ImageFormat.RAW ? DiskImages.openRaw(file) : DiskImages.open(file)) {
            byte[] bytes = new byte[length];
            source.read(offset, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }
}
