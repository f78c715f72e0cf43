package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import dev.smc.testkit.MemoryDisk;
import java.nio.file.Path;
import java.util.List;

class LvmSourceContractTest extends BlockSourceContractTest {
    private static final int STRIPE = 4096;
    private static final int STRIPES = 3;
    private static final int STRIPED = STRIPES * 64 * STRIPE;
    private static final int PADDING = 1536;

    /** Striped over three disks first, then linear. */
    @Override
    protected BlockSource open(Path directory, byte[] content) {
        byte[][] disks = new byte[STRIPES][PADDING + STRIPED / STRIPES];
        for (int i = 0; i < STRIPED / STRIPE; i++) {
            System.arraycopy(content, i * STRIPE, disks[i % STRIPES], PADDING + i / STRIPES * STRIPE, STRIPE);
        }
        byte[] rest = new byte[content.length - STRIPED + 2 * PADDING];
        System.arraycopy(content, STRIPED, rest, PADDING, content.length - STRIPED);
        List<DiskRange> stripes = List.of(range(disks[0]), range(disks[1]), range(disks[2]));
        DiskRange linear = new DiskRange(new MemoryDisk(rest), PADDING, content.length - STRIPED);
        return new LvmSource(
                "vg/lv",
                List.of(new LvmStripes(0, STRIPE, stripes), new LvmStripes(STRIPED, linear.length(), List.of(linear))));
    }

    private static DiskRange range(byte[] disk) {
        return new DiskRange(new MemoryDisk(disk), PADDING, disk.length - PADDING);
    }
}
