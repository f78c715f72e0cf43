package dev.smc.core.internal.filesystem.ext;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.testkit.MemoryDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a partition holds, it is identified or counts as used in full; nothing is thrown. */
class ExtFuzzTest {
    @FuzzTest
    void identify_ofAnyBytes_neverFails(byte[] content) {
        identify(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void identify_ofDamagedFileSystems_neverFails(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            ExtFixture fixture = new ExtFixture(random.nextBoolean());
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                boolean superblock = random.nextInt(3) > 0;
                int position = superblock
                        ? ExtFixture.SUPERBLOCK + random.nextInt(0x180)
                        : ExtFixture.DESCRIPTORS + random.nextInt(64);
                if (position < ExtFixture.SUPERBLOCK + 0x38 || position > ExtFixture.SUPERBLOCK + 0x3b) {
                    fixture.bytes.put(
                            position, (byte) (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(8)));
                }
            }
            identify(fixture.seal().bytes.array());
        }
    }

    private static void identify(byte[] content) {
        FileSystem found = FileSystems.identify(new DiskRange(new MemoryDisk(content), 0, content.length));
        if (found.allocation().isPresent() != found.reason().isEmpty()) {
            throw new AssertionError("a reason with a map, or none without: " + found);
        }
    }
}
