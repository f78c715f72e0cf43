package dev.smc.core.internal.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the incompatible features of version 3 mean: other compression, subclusters, data in another file. */
class Qcow2FeaturesTest {
    private static final int BITS = 14;
    private static final int CLUSTER = 1 << BITS;
    private static final int SUBCLUSTER = CLUSTER / 32;

    @TempDir
    private Path directory;

    private static Qcow2Fixture fixture(int clusters) {
        return new Qcow2Fixture(3, BITS, (long) clusters * CLUSTER);
    }

    private static byte[] cluster(int seed) {
        byte[] bytes = new byte[CLUSTER];
        new SplittableRandom(seed).nextBytes(bytes);
        Arrays.fill(bytes, 500, 9000, (byte) seed);
        return bytes;
    }

    private Path file() {
        return directory.resolve("disk");
    }

    private byte[] read(Qcow2Fixture fixture) throws Exception {
        try (BlockSource source = DiskImages.open(fixture.write(file()))) {
            ByteBuffer whole = ByteBuffer.allocateDirect((int) source.size());
            source.read(0, whole);
            byte[] pieces = new byte[(int) source.size()];
            for (int start = 0; start < pieces.length; start += 5000) {
                source.read(start, ByteBuffer.wrap(pieces, start, Math.min(5000, pieces.length - start)));
            }
            assertThat(whole.flip()).isEqualTo(ByteBuffer.wrap(pieces));
            return pieces;
        }
    }

    private static void checkFails(ThrowingCallable call, ErrorCode code, String... messages) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.remedy()).isNotBlank();
                })
                .hasMessageContainingAll(messages);
    }

    @Test
    void read_ofZstdClusters_givesTheirContent() throws Exception {
        byte[] disk = read(fixture(4).zstd().compressed(1, cluster(1)).compressed(2, cluster(2)));
        byte[] expected = new byte[4 * CLUSTER];
        System.arraycopy(cluster(1), 0, expected, CLUSTER, CLUSTER);
        System.arraycopy(cluster(2), 0, expected, 2 * CLUSTER, CLUSTER);
        assertThat(disk).isEqualTo(expected);
    }

    @Test
    void read_ofSeveralZstdFrames_joinsThem() throws Exception {
        byte[] first = Zstd.compress(Arrays.copyOf(cluster(1), 3000));
        byte[] second = Zstd.compress(Arrays.copyOfRange(cluster(1), 3000, CLUSTER));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(read(fixture(1).zstd().packed(0, both))).isEqualTo(cluster(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, CLUSTER + 1, 2 * CLUSTER})
    void read_ofAZstdClusterOfAnotherLength_saysSo(int length) {
        byte[] content = Arrays.copyOf(cluster(1), length);
        checkFails(
                () -> read(fixture(1).zstd().compressed(0, content)),
                ErrorCode.DISK_CORRUPT,
                "no series of zstd frames");
    }

    @Test
    void read_ofNoZstdFrame_saysSo() {
        checkFails(
                () -> read(fixture(1).zstd().packed(0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})),
                ErrorCode.DISK_CORRUPT,
                "no series of zstd frames");
    }

    @Test
    void open_ofAnUnknownCompression_isRefused() {
        Qcow2Fixture fixture = fixture(1).zstd();
        fixture.bytes.put(104, (byte) 7);
        checkFails(() -> read(fixture), ErrorCode.DISK_UNSUPPORTED, "compression_type 7", "qemu-img convert");
    }

    @Test
    void open_ofAnUnknownFeature_namesItAsTheImageDoes() {
        byte[] names = new byte[2 * 48];
        names[1] = 2;
        names[48 + 1] = 41;
        byte[] name = "time travel".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, names, 48 + 2, name.length);
        Qcow2Fixture fixture = fixture(1).feature(41).feature(50).extension(Qcow2Extensions.FEATURE_NAMES, names);
        checkFails(
                () -> read(fixture),
                ErrorCode.DISK_UNSUPPORTED,
                "bit 41 (time travel), bit 50 (without a name)",
                "qemu-img convert -O raw");
    }

    @Test
    void read_ofSubclusters_takesEachFromItsPlace() throws Exception {
        byte[] base = new byte[4 * CLUSTER - 700];
        Arrays.fill(base, (byte) 9);
        Files.write(directory.resolve("base"), base);
        Qcow2Fixture fixture = fixture(4)
                .extendedL2()
                .data(0, cluster(1))
                .bitmap(0, 0b1110, 0b0001)
                .bitmap(1, 0x8000_0000, 0)
                .compressed(2, cluster(2))
                .data(3, cluster(3))
                .bitmap(3, 0, -1 << 16)
                .backing("base", "raw");
        byte[] expected = Arrays.copyOf(base, 4 * CLUSTER);
        System.arraycopy(cluster(1), 0, expected, 0, SUBCLUSTER);
        Arrays.fill(expected, SUBCLUSTER, 4 * SUBCLUSTER, (byte) 0);
        Arrays.fill(expected, CLUSTER + 31 * SUBCLUSTER, 2 * CLUSTER, (byte) 0);
        System.arraycopy(cluster(2), 0, expected, 2 * CLUSTER, CLUSTER);
        System.arraycopy(cluster(3), CLUSTER / 2, expected, 3 * CLUSTER + CLUSTER / 2, CLUSTER / 2);
        assertThat(read(fixture)).isEqualTo(expected);
        try (BlockSource source = DiskImages.open(file())) {
            assertThat(source.extents(100, 4 * CLUSTER - 100))
                    .containsExactly(
                            Extent.data(100, SUBCLUSTER - 100),
                            Extent.zero(SUBCLUSTER, 3 * SUBCLUSTER),
                            Extent.data(4 * SUBCLUSTER, CLUSTER + 27 * SUBCLUSTER),
                            Extent.zero(CLUSTER + 31 * SUBCLUSTER, SUBCLUSTER),
                            Extent.data(2 * CLUSTER, 2 * CLUSTER));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Allocated and zeros at once, allocated nowhere, the zero bit of images without subclusters.
        "0x8000000000010000, 0x0000000400000005",
        "0, 1",
        "0x8000000000010001, 1",
        // Compressed clusters have no subclusters.
        "0x4000000000010000, 1"
    })
    void read_ofAWrongExtendedEntry_saysSo(String descriptor, String bitmap) {
        Qcow2Fixture fixture = fixture(1).extendedL2().data(0, cluster(1));
        fixture.bytes.putLong(fixture.entryOffset(0), unsigned(descriptor));
        fixture.bytes.putLong(fixture.entryOffset(0) + 8, unsigned(bitmap));
        checkFails(
                () -> read(fixture),
                ErrorCode.DISK_CORRUPT,
                "L2 entry 0x" + Long.toHexString(unsigned(descriptor)),
                "bitmap 0x" + Long.toHexString(unsigned(bitmap)));
    }

    private static long unsigned(String number) {
        return number.startsWith("0x") ? Long.parseUnsignedLong(number.substring(2), 16) : Long.parseLong(number);
    }

    @Test
    void read_ofDataInAnotherFile_takesItFromThere() throws Exception {
        byte[] data = new byte[3 * CLUSTER];
        System.arraycopy(cluster(1), 0, data, 0, CLUSTER);
        System.arraycopy(cluster(2), 0, data, CLUSTER, CLUSTER);
        System.arraycopy(cluster(3), 0, data, 2 * CLUSTER, CLUSTER);
        Files.write(directory.resolve("data.raw"), data);
        Qcow2Fixture fixture = fixture(3)
                .dataFile("data.raw")
                .entry(0, Qcow2Fixture.COPIED)
                .entry(2, 2L * CLUSTER | Qcow2Fixture.COPIED);
        Arrays.fill(data, CLUSTER, 2 * CLUSTER, (byte) 0);
        assertThat(read(fixture)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x8000_0000_0000_4000L, 0x4000_0000_0000_0000L})
    void read_ofADisplacedOrCompressedClusterInAnotherFile_saysSo(long descriptor) throws Exception {
        Files.write(directory.resolve("data.raw"), new byte[3 * CLUSTER]);
        Qcow2Fixture fixture = fixture(3).dataFile("data.raw").entry(0, descriptor);
        checkFails(() -> read(fixture), ErrorCode.DISK_CORRUPT, "L2 entry 0x", "the same as on the disk");
    }

    @Test
    void read_ofADataFileThatIsTooShort_saysSo() throws Exception {
        Files.write(directory.resolve("data.raw"), new byte[CLUSTER]);
        Qcow2Fixture fixture = fixture(3).dataFile("data.raw").entry(1, CLUSTER | Qcow2Fixture.COPIED);
        checkFails(() -> read(fixture), ErrorCode.SOURCE_TRUNCATED, "data.raw ends at byte 16384");
    }

    @ParameterizedTest
    @CsvSource({
        "missing.raw, SOURCE_UNREADABLE, missing.raw does not exist",
        "nbd://host/x, DISK_UNSUPPORTED, which is no path"
    })
    void open_ofADataFileThatCannotBeOpened_namesBothAndTheWayOut(String name, ErrorCode code, String message) {
        checkFails(() -> read(fixture(1).dataFile(name)), code, file().toString(), message, "data-file.filename=PATH");
    }

    @Test
    void open_ofAMissingBackingFile_namesWhoNeedsItAndTheWayOut() throws Exception {
        fixture(1).backing("gone", "raw").write(directory.resolve("middle"));
        Path top = fixture(1).backing("middle", "qcow2").write(file());
        assertThatThrownBy(() -> DiskImages.open(top))
                .isInstanceOf(SourceReadException.class)
                .hasMessage(
                        "%s stands on a backing file, but disk %s does not exist; put it back there, or name it with:"
                                + " qemu-img rebase -u -F FORMAT -b PATH '%s'",
                        directory.resolve("middle"), directory.resolve("gone"), directory.resolve("middle"));
    }

    @Test
    void open_ofADamagedBackingFile_saysHowToMendThat() throws Exception {
        Qcow2Fixture base = fixture(1);
        base.feature(1).write(directory.resolve("base"));
        checkFails(
                () -> read(fixture(1).backing("base", "qcow2")),
                ErrorCode.DISK_CORRUPT,
                file() + " stands on a backing file",
                "qemu-img check -r all '" + directory.resolve("base"));
    }

    @Test
    void open_ofABackingFileDescribedByJson_namesTheWayOut() {
        checkFails(
                () -> read(fixture(1).backing("json:{\"driver\":\"raw\"}", "")),
                ErrorCode.DISK_UNSUPPORTED,
                "json:{\"driver\":\"raw\"}",
                "no path",
                "qemu-img rebase -u");
    }

    @Test
    void close_whileAClusterIsRead_isHarmless() throws Exception {
        Path file = fixture(4).zstd().compressed(1, cluster(1)).write(file());
        BlockSource source = DiskImages.open(file);
        source.read(CLUSTER, ByteBuffer.allocate(CLUSTER));
        source.close();
        assertThatThrownBy(() -> source.read(CLUSTER, ByteBuffer.allocate(CLUSTER)))
                .isInstanceOf(SourceReadException.class)
                .isNotInstanceOf(CorruptDiskException.class);
    }
}
