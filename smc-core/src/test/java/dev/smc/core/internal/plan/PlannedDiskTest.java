package dev.smc.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockSourceContractTest;
import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlannedDiskTest extends BlockSourceContractTest {
    @Override
    protected BlockSource open(Path directory, byte[] content) {
        MemoryDisk disk = new MemoryDisk(content);
        int half = content.length / 2;
        return new PlannedDisk.Builder(disk, content.length)
                .source(half, disk, half, content.length - half)
                .source(0, disk, 0, half)
                .build();
    }

    @Test
    void read_ofRandomLayers_isWhatCopyingWouldGive() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            byte[] from = new byte[1000];
            random.nextBytes(from);
            MemoryDisk source = new MemoryDisk(from);
            byte[] expected = new byte[1 + random.nextInt(2000)];
            PlannedDisk.Builder builder = new PlannedDisk.Builder(source, expected.length);
            for (int layer = random.nextInt(12); layer > 0; layer--) {
                int start = random.nextInt(expected.length);
                int length = random.nextInt(1 + Math.min(expected.length - start, from.length));
                int offset = random.nextInt(1 + from.length - length);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        builder.source(start, source, offset, length);
                        System.arraycopy(from, offset, expected, start, length);
                    }
                    case 1 -> {
                        builder.bytes(start, ByteBuffer.wrap(from, offset, length));
                        System.arraycopy(from, offset, expected, start, length);
                    }
                    default -> {
                        builder.zeros(start, length);
                        java.util.Arrays.fill(expected, start, start + length, (byte) 0);
                    }
                }
            }
            PlannedDisk disk = builder.build();
            ByteBuffer read = ByteBuffer.allocate(expected.length);
            disk.read(0, read);
            assertThat(read.array()).isEqualTo(expected);
            AllocationMap used = disk.map(s -> AllocationMap.full(s.size()));
            for (int i = 0; i < expected.length; i++) {
                assertThat(used.intersects(i, 1) || expected[i] == 0).isTrue();
            }
        }
    }
}
