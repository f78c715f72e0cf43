package dev.smc.core.internal.filesystem.fat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However FAT is damaged, it is identified or counts as used in full; nothing is thrown. */
class FatFuzzTest {
    private static final List<DamagedFileSystem> DAMAGED =
            List.of(new DamagedFileSystem("fat12"), new DamagedFileSystem("fat16"), new DamagedFileSystem("fat32"));

    @FuzzTest
    void identify_ofAnyDamage_neverFails(byte[] script) {
        DAMAGED.forEach(damaged -> damaged.check(script, position -> {}));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void identify_ofRandomDamage_neverFails(long seed) {
        DAMAGED.forEach(damaged -> damaged.check(seed, 50, position -> {}));
    }

    @FuzzTest
    void files_ofAnyDamage_neverFail(byte[] script) {
        DAMAGED.forEach(damaged -> damaged.checkFiles(script, FatFileTree::open));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void files_ofRandomDamage_neverFail(long seed) {
        DAMAGED.forEach(damaged -> damaged.checkFiles(seed, 100, FatFileTree::open));
    }
}
