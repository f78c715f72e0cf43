package dev.smc.core.internal.filesystem.exfat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However exFAT is damaged, it is identified or counts as used in full; nothing is thrown. */
class ExfatFuzzTest {
    private static final DamagedFileSystem DAMAGED = new DamagedFileSystem("exfat");

    @FuzzTest
    void identify_ofAnyDamage_neverFails(byte[] script) {
        DAMAGED.check(script, position -> seal(DAMAGED.bytes()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void identify_ofRandomDamage_neverFails(long seed) {
        DAMAGED.check(seed, 200, position -> seal(DAMAGED.bytes()));
    }

    /** Makes the checksum of the boot region right, which would hide damage to it. */
    private static void seal(byte[] bytes) {
        int checksum = 0;
        for (int i = 0; i < 11 * 512; i++) {
            if (i != 106 && i != 107 && i != 112) {
                checksum = Integer.rotateRight(checksum, 1) + Byte.toUnsignedInt(bytes[i]);
            }
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 11 * 512; i < 12 * 512; i += 4) {
            buffer.putInt(i, checksum);
        }
    }
}
