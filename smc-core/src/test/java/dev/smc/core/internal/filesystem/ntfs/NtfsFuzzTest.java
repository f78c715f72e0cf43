package dev.smc.core.internal.filesystem.ntfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However NTFS is damaged, it is identified or counts as used in full; nothing is thrown. */
class NtfsFuzzTest {
    private static final DamagedFileSystem DAMAGED = new DamagedFileSystem("ntfs");

    @FuzzTest
    void identify_ofAnyDamage_neverFails(byte[] script) {
        DAMAGED.check(script, position -> {});
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void identify_ofRandomDamage_neverFails(long seed) {
        DAMAGED.check(seed, 200, position -> {});
    }

    @FuzzTest
    void files_ofAnyDamage_neverFail(byte[] script) {
        DAMAGED.checkFiles(script, NtfsFileTree::open);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void files_ofRandomDamage_neverFail(long seed) {
        DAMAGED.checkFiles(seed, 200, NtfsFileTree::open);
    }
}
