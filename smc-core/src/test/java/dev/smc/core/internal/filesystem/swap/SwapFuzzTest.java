package dev.smc.core.internal.filesystem.swap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However swap is damaged, it is identified or counts as used in full; nothing is thrown. */
class SwapFuzzTest {
    private static final DamagedFileSystem DAMAGED = new DamagedFileSystem("swap");

    @FuzzTest
    void identify_ofAnyDamage_neverFails(byte[] script) {
        DAMAGED.check(script, position -> {});
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void identify_ofRandomDamage_neverFails(long seed) {
        DAMAGED.check(seed, 500, position -> {});
    }
}
