package dev.smc.core.internal.image.vhd;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;

/** A chain of three images, whose blocks hold some of their sectors each. */
class VhdSourceContractTest extends BlockSourceContractTest {
    private static final int BLOCK = 64 << 10;
    private static final int SECTOR = 512;
    private static final int LONGEST_RUN = 40;

    @Override
    protected BlockSource open(Path directory, byte[] content) throws Exception {
        VhdFixture[] images = {
            image(VhdFixture.DYNAMIC, 0), image(VhdFixture.DIFFERENCING, 1), image(VhdFixture.DIFFERENCING, 2)
        };
        SplittableRandom random = new SplittableRandom(5);
        for (int block = (SIZE - 1) / BLOCK; block >= 0; block--) {
            fill(images, block, content, random);
        }
        images[0].write(directory.resolve("base.vhd"));
        images[1].write(directory.resolve("middle.vhd"));
        return DiskImages.open(images[2].write(directory.resolve("top.img")));
    }

    /** Runs of zeros are left out, where no image behind has something else. */
    private static void fill(VhdFixture[] images, int block, byte[] content, SplittableRandom random) {
        int end = Math.min(SIZE, (block + 1) * BLOCK);
        if (Arrays.equals(content, block * BLOCK, end, new byte[BLOCK], 0, end - block * BLOCK)) {
            return;
        }
        for (VhdFixture image : images) {
            image.emptyBlock(block);
        }
        for (int start = block * BLOCK; start < end; ) {
            int stop = Math.min(end, start + random.nextInt(1, LONGEST_RUN) * SECTOR);
            byte[] data = Arrays.copyOfRange(content, start, stop);
            int holder = random.nextInt(images.length);
            int first = (start - block * BLOCK) / SECTOR;
            byte[] other = new byte[data.length];
            Arrays.fill(other, (byte) 7);
            for (int i = 0; i < holder; i++) {
                images[i].sectors(block, first, other);
            }
            if (holder > 0 || !Arrays.equals(data, new byte[data.length])) {
                images[holder].sectors(block, first, data);
            }
            start = stop;
        }
    }

    private static VhdFixture image(int type, int number) {
        VhdFixture image = new VhdFixture(type, BLOCK, SIZE).id(new UUID(1, number));
        String parent = number == 1 ? "base.vhd" : "middle.vhd";
        return type == VhdFixture.DYNAMIC
                ? image
                : image.parent(new UUID(1, number - 1), 1234, "C:\\other\\" + parent)
                        .locator("W2ru", (".\\" + parent).getBytes(StandardCharsets.UTF_16LE));
    }
}
