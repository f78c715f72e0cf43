package dev.smc.core.internal.inspect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.partition.Guids;
import dev.smc.core.internal.partition.TestDisk;
import dev.smc.testkit.MemoryDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a disk holds, only the errors of this library come out of an inspection. */
class DiskInspectorFuzzTest {
    private static final int SIZE = 2 << 20;

    @FuzzTest
    void inspect_ofAnyBytes_failsCleanlyIfAtAll(byte[] content) {
        inspect(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inspect_ofDamagedTables_failsCleanlyIfAtAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100; i++) {
            TestDisk disk = new TestDisk(SIZE);
            if (random.nextBoolean()) {
                disk.gptEntry(0, Guids.LINUX, random.nextInt(4096), random.nextInt(4096), "")
                        .gptEntry(1, Guids.EFI, random.nextInt(4096), random.nextInt(4096), "")
                        .gpt();
                disk.bytes().putInt(512 + 24 + random.nextInt(68), random.nextInt());
                disk.sealHeader(1);
            } else {
                for (int entry = 0; entry < 4; entry++) {
                    int type = random.nextBoolean() ? 5 : 0x83;
                    disk.mbrEntry(0, entry, type, random.nextInt(4000), random.nextInt(100, 2000));
                    disk.mbrEntry(random.nextInt(1, 4000), entry % 2, type, random.nextInt(100), random.nextInt(200));
                }
            }
            for (int change = random.nextInt(6); change > 0; change--) {
                disk.content[random.nextInt(SIZE)] = (byte) random.nextInt();
                disk.content[446 + random.nextInt(64)] = (byte) (random.nextInt(2) * 0x80);
            }
            inspect(disk.content);
        }
    }

    private static void inspect(byte[] content) {
        try {
            InspectedDisk found = DiskInspector.inspect(new MemoryDisk(content));
            if (found.layout().usedBytes() != found.used().usedBytes()
                    || found.used().size() != content.length) {
                throw new AssertionError("a layout that contradicts itself: " + found);
            }
        } catch (MigrationException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("an error without a message", expected);
            }
        }
    }
}
