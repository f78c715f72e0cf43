package dev.smc.core.internal.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.DamagedFileSystem;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
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
        DAMAGED.check(seed, 100, XfsFuzzTest::seal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void map_ofDamageThatChecksumsTell_isAsBeforeOrNone(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new DamagedFileSystem("xfs").bytes();
        AllocationMap before = map(bytes).orElseThrow();
        for (int i = 0; i < 100; i++) {
            // Half of it in the first blocks, where nearly all of the structures are.
            int position = random.nextInt(random.nextBoolean() ? bytes.length : 32 * BLOCK);
            byte value = bytes[position];
            bytes[position] ^= (byte) (1 << random.nextInt(8));
            assertThat(map(bytes).orElse(before)).as("byte %d", position).isEqualTo(before);
            bytes[position] = value;
        }
    }

    /** Reading files of it gives something, or says that it is corrupt. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void files_ofRandomDamage_neverFail(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            byte[] script = new byte[random.nextInt(1, 4) * 5];
            random.nextBytes(script);
            readFiles(script);
        }
    }

    @FuzzTest
    void files_ofAnyDamage_neverFail(byte[] script) {
        readFiles(script);
    }

    private static void readFiles(byte[] script) {
        DAMAGED.damaged(script, XfsFuzzTest::seal, range -> {
            try {
                XfsFileTree.open(range).ifPresent(tree -> read(tree, tree.root(), 0));
            } catch (CorruptDiskException e) {
                assertThat(e).hasMessageContaining("found");
            }
        });
    }

    private static void read(FileTree tree, FileTree.Node node, int depth) {
        tree.read(node, 0, 3000);
        for (String name : tree.names(node, depth > 2 ? 0 : 50)) {
            tree.child(node, name).ifPresent(child -> read(tree, child, depth + 1));
        }
    }

    private static Optional<AllocationMap> map(byte[] bytes) {
        return FileSystems.identify(new DiskRange(new MemoryDisk(bytes), 0, bytes.length))
                .allocation();
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
                String magic = magic(block);
                if (magic.startsWith("AB3")) {
                    seal(block, BLOCK, 52);
                } else if (magic.startsWith("XDB3") || magic.startsWith("XDD3")) {
                    seal(block, BLOCK, 4);
                } else if (magic.startsWith("BMA3")) {
                    seal(block, BLOCK, 64);
                } else if (magic(sector).startsWith("IN")) {
                    seal(sector, SECTOR, 100);
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
