package dev.smc.core.internal.image.vdi;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/** A chain of three images, so that all kinds of blocks occur at once. */
class VdiSourceContractTest extends BlockSourceContractTest {
    private static final int BLOCK = 64 << 10;

    @Override
    protected BlockSource open(Path directory, byte[] content) throws Exception {
        VdiFixture[] images = {
            image(VdiFixture.DYNAMIC, 0), image(VdiFixture.DIFFERENCING, 1), image(VdiFixture.DIFFERENCING, 2)
        };
        byte[] other = new byte[BLOCK];
        Arrays.fill(other, (byte) 7);
        // From the last block on, so that blocks lie in another order than on the disk.
        for (int block = (SIZE - 1) / BLOCK; block >= 0; block--) {
            byte[] data = Arrays.copyOfRange(content, block * BLOCK, Math.min(SIZE, (block + 1) * BLOCK));
            boolean zero = Arrays.equals(data, new byte[data.length]);
            int holder = block % 3;
            for (int i = 0; i < holder; i++) {
                images[i].block(block, other);
            }
            if (!zero) {
                images[holder].block(block, data);
            } else if (holder > 0) {
                images[holder].zeros(block);
            }
        }
        images[0].write(directory.resolve("base.vdi"));
        images[1].write(directory.resolve("middle.vdi"));
        return DiskImages.open(images[2].write(directory.resolve("top.img")));
    }

    private static VdiFixture image(int type, int number) {
        return new VdiFixture(type, BLOCK, number * 512, SIZE)
                .ids(new UUID(number, 1), new UUID(number, 2))
                .parent(new UUID(number - 1, 1), new UUID(number - 1, 2));
    }
}
