package dev.smc.core.internal.filesystem.xfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However XFS is damaged, it is identified or counts as used in full; nothing is thrown. */
class XfsFuzzTest {
    private static final int SECTOR = 512;
    private static final int BLOCK = 1024;
    private static final DamagedFileSystem DAMAGED = new DamagedFileSystem("xfs");

    @FuzzTest
    void identify_ofAnyDamage_neverFails(byte[] script) {
        DAMAGED.check(script, XfsFuzzTest::seal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void identify_ofRandomDamage_neverFails(long seed) {
        DAMAGED.check(seed, 200, XfsFuzzTest::seal);
    }

    /** Makes the checksum of a structure right, which would hide damage to it. */
    private static void seal(int position) {
        int sector = position / SECTOR * SECTOR;
        switch (magic(sector)) {
            case "XFSB" -> seal(sector, SECTOR, 224);
            case "XAGF" -> seal(sector, SECTOR, 216);
            case "XAGI" -> seal(sector, SECTOR, 312);
            case "XAFL" -> seal(sector, SECTOR, 32);
            default -> {
                int block = position / BLOCK * BLOCK;
                if (magic(block).startsWith("AB3")) {
                    seal(block, BLOCK, 52);
                }
            }
        }
    }

    private static String magic(int offset) {
        return new String(DAMAGED.bytes(), offset, Integer.BYTES, StandardCharsets.ISO_8859_1);
    }

    private static void seal(int start, int length, int place) {
        ByteBuffer bytes = ByteBuffer.wrap(DAMAGED.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.putInt(start + place, 0).slice(start, length));
        bytes.putInt(start + place, (int) checksum.getValue());
    }
}
