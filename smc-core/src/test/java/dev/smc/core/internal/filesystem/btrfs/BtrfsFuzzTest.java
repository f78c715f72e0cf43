package dev.smc.core.internal.filesystem.btrfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However btrfs is damaged, it is identified or counts as used in full; nothing is thrown. */
class BtrfsFuzzTest {
    private static final int BLOCK = 4096;
    private static final int CHECKSUM = 32;
    private static final DamagedFileSystem DAMAGED = new DamagedFileSystem("btrfs");

    @FuzzTest
    void identify_ofAnyDamage_neverFails(byte[] script) {
        DAMAGED.check(script, BtrfsFuzzTest::seal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void identify_ofRandomDamage_neverFails(long seed) {
        DAMAGED.check(seed, 200, BtrfsFuzzTest::seal);
    }

    /** Makes the checksum of the superblock or node right, which would hide damage to it. */
    private static void seal(int position) {
        int start = position / BLOCK * BLOCK;
        CRC32C checksum = new CRC32C();
        checksum.update(DAMAGED.bytes(), start + CHECKSUM, BLOCK - CHECKSUM);
        ByteBuffer.wrap(DAMAGED.bytes()).order(ByteOrder.LITTLE_ENDIAN).putInt(start, (int) checksum.getValue());
    }
}
