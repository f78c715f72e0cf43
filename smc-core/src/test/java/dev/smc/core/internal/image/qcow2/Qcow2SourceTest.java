package dev.smc.core.internal.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Qcow2SourceTest {
    private static final int CLUSTER = 4096;
    private static final int SIZE = 10 * CLUSTER + 512;

    @TempDir
    private Path directory;

    private static Qcow2Fixture fixture() {
        return new Qcow2Fixture(3, 12, SIZE);
    }

    private static byte[] cluster(int seed) {
        byte[] bytes = new byte[CLUSTER];
        new SplittableRandom(seed).nextBytes(bytes);
        Arrays.fill(bytes, 100, 3000, (byte) seed);
        return bytes;
    }

    private Path file() {
        return directory.resolve("disk");
    }

    private static byte[] read(Path file) {
        try (BlockSource source = DiskImages.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
            source.read(0, bytes);
            return bytes.array();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 9", "2, 12", "3, 9", "3, 12", "3, 16", "3, 21"})
    void read_ofAllKindsOfClusters_givesTheirContent(int version, int clusterBits) throws Exception {
        int cluster = 1 << clusterBits;
        byte[] first = new byte[cluster];
        byte[] second = new byte[cluster];
        new SplittableRandom(1).nextBytes(first);
        Arrays.fill(second, (byte) 2);
        second[7] = 8;
        Qcow2Fixture fixture = new Qcow2Fixture(version, clusterBits, 6L * cluster)
                .data(1, first)
                .data(2, second)
                .compressed(4, second);
        fixture.entry(3, version == 3 ? 1 : 0);
        byte[] expected = new byte[6 * cluster];
        System.arraycopy(first, 0, expected, cluster, cluster);
        System.arraycopy(second, 0, expected, 2 * cluster, cluster);
        System.arraycopy(second, 0, expected, 4 * cluster, cluster);
        assertThat(read(fixture.write(file()))).isEqualTo(expected);
        try (BlockSource source = DiskImages.open(file())) {
            assertThat(source.extents(0, source.size()))
                    .containsExactly(
                            Extent.zero(0, cluster),
                            Extent.data(cluster, 2L * cluster),
                            Extent.zero(3L * cluster, cluster),
                            Extent.data(4L * cluster, cluster),
                            Extent.zero(5L * cluster, cluster));
        }
    }

    @Test
    void read_ofALastClusterCutWhereTheDiskEnds_isNotTruncated() throws Exception {
        Qcow2Fixture fixture = fixture().data(10, cluster(1));
        byte[] disk = read(fixture.write(file(), 3 * CLUSTER + 512));
        assertThat(Arrays.copyOfRange(disk, 10 * CLUSTER, SIZE)).isEqualTo(Arrays.copyOf(cluster(1), 512));
        fixture.write(file(), 3 * CLUSTER + 511);
        assertThatThrownBy(() -> read(file()))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED))
                .hasMessageContaining("ends at byte 12799, but must have at least 12800 bytes");
    }

    @ParameterizedTest
    @CsvSource({"raw, raw", "qcow2, qcow2", "raw, ''", "qcow2, ''", "qcow2, QCOW2"})
    void read_ofABackedImage_readsWhatIsBehind(String format, String declared) throws Exception {
        byte[] base = new byte[3 * CLUSTER + 100];
        new SplittableRandom(5).nextBytes(base);
        Path behind = directory.resolve("base");
        if (format.equals("qcow2")) {
            Qcow2Writer.write(new dev.smc.testkit.MemoryDisk(base), behind, CopyListener.NONE);
        } else {
            Files.write(behind, base);
        }
        fixture().data(1, cluster(1)).entry(2, 1).backing("base", declared).write(file());
        byte[] expected = new byte[SIZE];
        System.arraycopy(base, 0, expected, 0, base.length);
        System.arraycopy(cluster(1), 0, expected, CLUSTER, CLUSTER);
        Arrays.fill(expected, 2 * CLUSTER, 3 * CLUSTER, (byte) 0);
        assertThat(read(file())).isEqualTo(expected);
        try (BlockSource source = DiskImages.open(file())) {
            long end = 3 * CLUSTER + 100;
            assertThat(source.extents(0, SIZE))
                    .containsExactly(
                            Extent.data(0, 2 * CLUSTER),
                            Extent.zero(2 * CLUSTER, CLUSTER),
                            Extent.data(3 * CLUSTER, end - 3 * CLUSTER),
                            Extent.zero(end, SIZE - end));
        }
    }

    /** A guest that writes a qcow2 header to its raw disk must not make us follow it. */
    @Test
    void read_ofARawBackingFileThatLooksLikeQcow2_takesItAsRaw() throws Exception {
        Path trap = directory.resolve("trap");
        fixture().backing("/etc/passwd", "raw").write(trap);
        new Qcow2Fixture(3, 12, 3 * CLUSTER).backing("trap", "raw").write(file());
        assertThat(read(file())).isEqualTo(Files.readAllBytes(trap));
    }

    @Test
    void open_ofAChainThatLeadsBack_isRefused() throws Exception {
        fixture().backing("b", "qcow2").write(directory.resolve("a"));
        fixture().backing("./a", "qcow2").write(directory.resolve("b"));
        assertThatThrownBy(() -> DiskImages.open(directory.resolve("a")))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("leads back");
    }

    @Test
    void open_ofAnEndlessChain_isRefused() throws Exception {
        for (int i = 0; i <= 200; i++) {
            fixture().backing("i" + (i + 1), "qcow2").write(directory.resolve("i" + i));
        }
        assertThatThrownBy(() -> DiskImages.open(directory.resolve("i0")))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("more than 200");
    }

    @ParameterizedTest
    @CsvSource({"json:{}, qcow2", "nbd://host/x, raw", "base, qed", "missing, raw"})
    void open_ofABackingFileThatCannotBeRead_isRefused(String name, String format) throws Exception {
        fixture().backing(name, format).write(file());
        assertThatThrownBy(() -> DiskImages.open(file()))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining(name.equals("base") ? "qed" : name);
    }

    @Test
    void open_ofABackingFileWithProtocolFile_isThatFile() throws Exception {
        Files.write(directory.resolve("base"), cluster(3));
        fixture().backing("file:base", "raw").write(file());
        assertThat(Arrays.copyOf(read(file()), CLUSTER)).isEqualTo(cluster(3));
    }

    /** Header fields by offset: what a wrong value leads to. */
    @ParameterizedTest
    @CsvSource({
        "4, 1, DISK_UNSUPPORTED, version",
        "4, 4, DISK_UNSUPPORTED, version 4",
        "8, 1, DISK_CORRUPT, backing_file_offset",
        "12, 40, DISK_CORRUPT, backing_file_offset 40",
        "12, 4096, DISK_CORRUPT, backing_file_offset 4096",
        "20, 8, DISK_CORRUPT, cluster_bits 8",
        "20, 22, DISK_CORRUPT, cluster_bits 22",
        "20, -1, DISK_CORRUPT, cluster_bits -1",
        "24, -1, DISK_CORRUPT, size",
        "24, 0x7fffffff, DISK_CORRUPT, size",
        "24, 1, DISK_CORRUPT, l1_size 1",
        "32, 1, DISK_UNSUPPORTED, encrypted (AES)",
        "32, 2, DISK_UNSUPPORTED, encrypted (LUKS)",
        "32, 3, DISK_UNSUPPORTED, crypt_method 3",
        "36, 0, DISK_CORRUPT, l1_size 0",
        "36, -1, DISK_CORRUPT, l1_size 4294967295",
        "40, -1, DISK_CORRUPT, l1_table_offset",
        "44, 4097, DISK_CORRUPT, l1_table_offset 4097",
        "44, 0, DISK_CORRUPT, l1_table_offset 0",
        "44, 0x100000, SOURCE_TRUNCATED, at least 1048584",
        "48, -1, DISK_CORRUPT, refcount_table_offset",
        "52, 1, DISK_CORRUPT, refcount_table_offset 1",
        "56, 2049, DISK_CORRUPT, refcount_table_clusters 2049",
        "76, 2, DISK_CORRUPT, qemu-img check -r all",
        "76, 4, SOURCE_UNREADABLE, does not say in which",
        "76, 8, DISK_CORRUPT, compression_type 0 with the feature",
        "76, 16, DISK_CORRUPT, cluster_bits 12 with extended L2",
        "76, 32, DISK_UNSUPPORTED, bit 5 (without a name)",
        "72, 1, DISK_UNSUPPORTED, bit 32",
        "96, 7, DISK_CORRUPT, refcount_order 7",
        "96, -1, DISK_CORRUPT, refcount_order 4294967295",
        "100, 96, DISK_CORRUPT, header_length 96",
        "100, 105, DISK_CORRUPT, header_length 105",
        "100, 4104, DISK_CORRUPT, header_length 4104",
        "100, -8, DISK_CORRUPT, header_length",
        "104, 0x01000000, DISK_CORRUPT, compression_type 1 without the feature"
    })
    void open_withAWrongHeaderField_saysWhich(int offset, String value, ErrorCode code, String message)
            throws Exception {
        Qcow2Fixture fixture = fixture().data(0, cluster(1));
        fixture.bytes.putInt(offset, Integer.decode(value));
        fixture.write(file());
        assertThatThrownBy(() -> DiskImages.open(file()))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.remedy()).isNotBlank();
                })
                .hasMessageContaining(message)
                .hasMessageContaining(file().toString());
    }

    @Test
    void open_ofADirtyImage_isAllowed() throws Exception {
        Qcow2Fixture fixture = fixture().data(0, cluster(1));
        fixture.bytes.putInt(76, 1);
        assertThat(Arrays.copyOf(read(fixture.write(file())), CLUSTER)).isEqualTo(cluster(1));
    }

    @ParameterizedTest
    @CsvSource({"1024, backing_file_size 1024", "0, backing_file_size 0", "-1, backing_file_size 4294967295"})
    void open_withAWrongNameLength_saysSo(int length, String message) throws Exception {
        Qcow2Fixture fixture = fixture().backing("base", "raw");
        fixture.bytes.putInt(16, length);
        fixture.write(file());
        assertThatThrownBy(() -> DiskImages.open(file()))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining(message);
    }

    @Test
    void open_withAHeaderExtensionThatIsTooLong_saysSo() throws Exception {
        Qcow2Fixture fixture = fixture().backing("base", "raw");
        fixture.bytes.putInt(116, Integer.MAX_VALUE);
        fixture.write(file());
        assertThatThrownBy(() -> DiskImages.open(file()))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("header extension of 2147483647 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 71, 72, 103})
    void open_ofATruncatedHeader_saysSo(int length) throws Exception {
        fixture().write(file(), length);
        assertThatThrownBy(() -> DiskImages.open(file()))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED))
                .hasMessageContaining("ends at byte " + length);
    }

    @ParameterizedTest
    @CsvSource({
        "0x2001, L1 entry",
        "0x2200, L1 entry",
        "0x8000000000000000, L1 entry",
        "0x4000000000002000, L1 entry",
        "0x100000, must have at least 1052672"
    })
    void read_withAWrongL1Entry_saysSo(String entry, String message) throws Exception {
        Qcow2Fixture fixture = fixture().data(0, cluster(1));
        fixture.bytes.putLong(CLUSTER, Long.parseUnsignedLong(entry.substring(2), 16));
        fixture.write(file());
        assertThatThrownBy(() -> read(file()))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0x3200, L2 entry 0x3200",
        "3, 0x3002, L2 entry",
        "3, 0x0100000000003000, L2 entry",
        "3, 0x8000000000000000, L2 entry",
        "2, 0x3001, L2 entry 0x3001",
        "3, 0x7fffff000, must have at least",
        "3, 0x4000000000003005, no deflate stream",
        "3, 0x400000000ffff000, must have at least",
        "3, 0x4100000000000000, largest offset"
    })
    void read_withAWrongL2Entry_saysSo(int version, String entry, String message) throws Exception {
        Qcow2Fixture fixture = new Qcow2Fixture(version, 12, SIZE).data(1, cluster(1));
        Arrays.fill(fixture.bytes.array(), 3 * CLUSTER, 4 * CLUSTER, (byte) 0xff);
        fixture.entry(0, Long.parseUnsignedLong(entry.substring(2), 16));
        fixture.write(file());
        assertThatThrownBy(() -> read(file()))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_ofACompressedClusterThatIsTooShort_saysSo() throws Exception {
        fixture().compressed(0, Arrays.copyOf(cluster(1), 1000)).write(file());
        assertThatThrownBy(() -> read(file()))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("ends after 1000 bytes");
    }

    @Test
    void open_ofMoreTablesThanClusters_isRefused() throws Exception {
        Qcow2Fixture fixture = new Qcow2Fixture(3, 9, 64L * 512 * 64);
        fixture.bytes.putInt(36, 64);
        for (int i = 0; i < 64; i++) {
            fixture.bytes.putLong(512 + i * 8, 1024);
        }
        fixture.write(file());
        assertThatThrownBy(() -> DiskImages.open(file()))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("names 64 L2 tables");
    }

    @Test
    void open_ofAnEmptyDisk_hasNothingToRead() throws Exception {
        assertThat(read(new Qcow2Fixture(3, 12, 0).write(file()))).isEmpty();
    }
}
