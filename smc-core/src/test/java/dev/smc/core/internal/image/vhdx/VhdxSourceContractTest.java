package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** A chain of three images, with blocks that hold some of their sectors each, and a log that must be replayed. */
class VhdxSourceContractTest extends BlockSourceContractTest {
    private static final int BLOCK = 1 << 20;
    private static final int SECTOR = 512;
    private static final int LONGEST_RUN = 300;

    @Override
    protected BlockSource open(Path directory, byte[] content) throws Exception {
        VhdxFixture[] images = {image(0), image(1), image(2)};
        SplittableRandom random = new SplittableRandom(5);
        for (int block = (SIZE - 1) / BLOCK; block >= 0; block--) {
            fill(images, block, content, random);
        }
        moveTableIntoLog(images[2]);
        images[0].write(directory.resolve("base.vhdx"));
        images[1].write(directory.resolve("middle.vhdx"));
        return DiskImages.open(images[2].write(directory.resolve("top.img")));
    }

    private static void fill(VhdxFixture[] images, int block, byte[] content, SplittableRandom random) {
        int end = Math.min(SIZE, (block + 1) * BLOCK);
        images[0].block(block, new byte[0]);
        images[1].partialBlock(block);
        images[2].partialBlock(block);
        for (int start = block * BLOCK; start < end; ) {
            int stop = Math.min(end, start + random.nextInt(1, LONGEST_RUN) * SECTOR);
            byte[] data = Arrays.copyOfRange(content, start, stop);
            byte[] other = new byte[data.length];
            Arrays.fill(other, (byte) 7);
            int first = (start - block * BLOCK) / SECTOR;
            int holder = random.nextInt(images.length);
            for (int i = 0; i <= holder; i++) {
                put(images[i], i, block, first, i == holder ? data : other);
            }
            start = stop;
        }
    }

    private static void put(VhdxFixture image, int number, int block, int first, byte[] data) {
        if (number > 0) {
            image.sectors(block, first, data);
        } else {
            image.bytes.put(
                    (int) image.bytes.getLong(image.entryOffset(block)) - VhdxFixture.FULL + first * SECTOR, data);
        }
    }

    /** Leaves the table's first page to the log. */
    private static void moveTableIntoLog(VhdxFixture image) {
        byte[] page = new byte[4096];
        image.bytes.get(VhdxFixture.TABLE, page);
        image.bytes.put(VhdxFixture.TABLE, new byte[4096]);
        image.withLog().logEntry(0, new LogEntryFixture(1, 0).page(VhdxFixture.TABLE, page));
    }

    private static VhdxFixture image(int number) {
        VhdxFixture image = new VhdxFixture(BLOCK, SECTOR, SIZE).dataWriteId(new UUID(1, number));
        return number == 0
                ? image
                : image.parent(Map.of(
                        "parent_linkage",
                        "{" + new UUID(1, number - 1) + "}",
                        "relative_path",
                        ".\\" + (number == 1 ? "base.vhdx" : "middle.vhdx")));
    }
}
