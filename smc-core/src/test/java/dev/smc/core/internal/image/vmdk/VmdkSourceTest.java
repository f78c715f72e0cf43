package dev.smc.core.internal.image.vmdk;

import static dev.smc.core.internal.image.vmdk.VmdkFixture.DIRECTORY;
import static dev.smc.core.internal.image.vmdk.VmdkFixture.GRAIN;
import static dev.smc.core.internal.image.vmdk.VmdkFixture.SECTOR;
import static dev.smc.core.internal.image.vmdk.VmdkFixture.TABLES;
import static dev.smc.core.internal.image.vmdk.VmdkFixture.ZEROED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmdkSourceTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("disk.vmdk");
    }

    private static byte[] grain(int value) {
        byte[] grain = new byte[GRAIN];
        Arrays.fill(grain, (byte) value);
        return grain;
    }

    private static VmdkFixture fixture() {
        return new VmdkFixture(20 * GRAIN).grain(0, grain(1)).grain(3, grain(2));
    }

    private static byte[] read(Path path) {
        try (BlockSource source = DiskImages.open(path)) {
            ByteBuffer target = ByteBuffer.allocate((int) source.size());
            source.read(0, target);
            source.extents(0, source.size());
            return target.array();
        }
    }

    private static void assertRefused(Path path, ErrorCode code, String... parts) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    @Test
    void read_ofAnImageWithFooter_findsTheDirectoryByIt() throws Exception {
        byte[] content = read(new VmdkFixture(20 * GRAIN)
                .compressed()
                .footer()
                .grain(5, grain(7))
                .write(file()));
        assertThat(Arrays.copyOfRange(content, 5 * GRAIN, 6 * GRAIN)).isEqualTo(grain(7));
    }

    @Test
    void open_ofAFooterThatIsCutOff_saysSo() throws Exception {
        byte[] whole = new VmdkFixture(20 * GRAIN)
                .compressed()
                .footer()
                .grain(5, grain(7))
                .bytes();
        Files.write(file(), Arrays.copyOf(whole, whole.length - 2 * SECTOR));
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "no footer", "cut off");
    }

    @Test
    void read_ofADamagedDirectory_usesTheRedundantOne() throws Exception {
        fixture().putInt(DIRECTORY, 0x7fff_ffff).write(file());
        assertThat(Arrays.copyOf(read(file()), GRAIN)).isEqualTo(grain(1));
        fixture().putInt(DIRECTORY, 0x7fff_ffff).putInt(8, 0x5).write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "grain directory entry 0x7fffffff");
    }

    @Test
    void read_ofAZeroedGrain_hidesTheParent() throws Exception {
        fixture().grain(1, grain(9)).write(directory.resolve("base.vmdk"));
        new VmdkFixture(20 * GRAIN)
                .descriptor(VmdkFixture.descriptor("1", "12345678", "parentFileNameHint=\"base.vmdk\""))
                .entry(0, ZEROED)
                .grain(3, grain(4))
                .write(file());
        byte[] content = read(file());
        assertThat(Arrays.copyOf(content, GRAIN)).isEqualTo(new byte[GRAIN]);
        assertThat(Arrays.copyOfRange(content, GRAIN, 2 * GRAIN)).isEqualTo(grain(9));
        assertThat(Arrays.copyOfRange(content, 3 * GRAIN, 4 * GRAIN)).isEqualTo(grain(4));
        try (BlockSource source = DiskImages.open(file())) {
            assertThat(source.extents(0, 5 * GRAIN))
                    .containsExactly(
                            Extent.zero(0, GRAIN),
                            Extent.data(GRAIN, GRAIN),
                            Extent.zero(2 * GRAIN, GRAIN),
                            Extent.data(3 * GRAIN, GRAIN),
                            Extent.zero(4 * GRAIN, GRAIN));
        }
    }

    @Test
    void read_ofAZeroedGrain_isRefusedWhereTheHeaderSaysThereAreNone() throws Exception {
        fixture().entry(1, ZEROED).putInt(8, 0x3).write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "grain table entry 0x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base.vmdk", "/vmfs/volumes/x/base.vmdk", "C:\\VMs\\x\\base.vmdk", "../x/base.vmdk"})
    void open_ofAParentElsewhere_findsItBeside(String hint) throws Exception {
        fixture().write(directory.resolve("base.vmdk"));
        delta("12345678", hint);
        assertThat(Arrays.copyOf(read(file()), GRAIN)).isEqualTo(grain(1));
    }

    private void delta(String parentCid, String hint) throws IOException {
        new VmdkFixture(20 * GRAIN)
                .descriptor(VmdkFixture.descriptor("1", parentCid, "parentFileNameHint=\"" + hint + "\""))
                .write(file());
    }

    @Test
    void open_ofAParentThatChanged_namesBothCidsAndTheWayOut() throws Exception {
        fixture().write(directory.resolve("base.vmdk"));
        delta("abc", "base.vmdk");
        assertRefused(
                file(),
                ErrorCode.DISK_CORRUPT,
                "CID 00000abc",
                "CID 12345678",
                directory.resolve("base.vmdk").toString(),
                "parentCID");
    }

    @Test
    void open_ofAMissingParent_namesIt() throws Exception {
        delta("12345678", "/vms/gone.vmdk");
        assertRefused(file(), ErrorCode.SOURCE_UNREADABLE, "/vms/gone.vmdk", "one directory");
    }

    @Test
    void open_ofAParentWithoutAName_isRefused() throws Exception {
        delta("12345678", "");
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "without a parentFileNameHint");
    }

    @Test
    void open_ofAChainThatLeadsBack_isRefused() throws Exception {
        new VmdkFixture(GRAIN)
                .descriptor(VmdkFixture.descriptor("1", "1", "parentFileNameHint=\"disk.vmdk\""))
                .write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "leads back");
    }

    @Test
    void open_ofOneExtent_asksForTheDescriptor() throws Exception {
        fixture().putLong(28, 0).putLong(36, 0).write(file());
        assertRefused(file(), ErrorCode.DISK_UNSUPPORTED, "one extent", "descriptor");
    }

    /** Extent lines: what a descriptor with them leads to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RW 16 FLAT \"/etc/hostname\" 0 | DISK_UNSUPPORTED | outside of its directory",
                "RW 16 FLAT \"../other\" 0 | DISK_UNSUPPORTED | outside of its directory",
                "RW 16 FLAT \".\" 0 | DISK_UNSUPPORTED | outside of its directory",
                "RW 16 FLAT \"missing\" 0 | SOURCE_UNREADABLE | missing",
                "RW 17 FLAT \"flat\" 0 | SOURCE_TRUNCATED | 8704",
                "RW 16 FLAT \"flat\" 999999999999999 | SOURCE_TRUNCATED | flat",
                "RW 16 FLAT | DISK_CORRUPT | name of its file",
                "RW 16 SPARSE \"flat\" | DISK_CORRUPT | magic",
                "RW 0 FLAT \"flat\" 0 | DISK_CORRUPT | extent line",
                "RW x FLAT \"flat\" 0 | DISK_CORRUPT | extent line",
                "RW 99999999999999999999 FLAT \"flat\" 0 | DISK_CORRUPT | extent line",
                "NOACCESS 16 FLAT \"flat\" 0 | DISK_UNSUPPORTED | NOACCESS",
                "RW 16 VMFSRDM \"flat\" 0 | DISK_UNSUPPORTED | raw device",
                "RW 16 VMFSRAW \"flat\" 0 | DISK_UNSUPPORTED | raw device",
                "RW 16 MAGIC \"flat\" 0 | DISK_UNSUPPORTED | type MAGIC",
                "encryptionKeys=\"vmware:key\" | DISK_UNSUPPORTED | encrypted",
                "ddb.iofilters = \"vmwarelwd,vmwarevmcrypt\" | DISK_UNSUPPORTED | encrypted",
                "createType=\"fullDevice\" | DISK_UNSUPPORTED | maps a physical disk (fullDevice)",
                "createType=\"vmfsRawDeviceMap\" | DISK_UNSUPPORTED | maps a physical disk",
                "version=9 | DISK_UNSUPPORTED | version 9",
                "encoding=\"klingon\" | DISK_UNSUPPORTED | klingon",
                "CID=xyz | DISK_CORRUPT | xyz",
                "ddb.adapterType = \"ide\" | DISK_CORRUPT | without extents"
            })
    void open_ofADescriptorThatCannotBeRead_saysWhy(String line, ErrorCode code, String part) throws Exception {
        Files.write(directory.resolve("flat"), new byte[GRAIN]);
        Files.writeString(file(), "# Disk DescriptorFile\n" + line + "\nCID=1\nparentCID=ffffffff\nversion=1\n");
        assertRefused(file(), code, part);
    }

    @Test
    void read_ofExtentsOfAllKinds_putsThemTogether() throws Exception {
        Files.write(directory.resolve("flat data.bin"), Arrays.copyOf(grain(8), GRAIN + SECTOR));
        fixture().putLong(28, 0).putLong(36, 0).write(directory.resolve("sparse"));
        Files.writeString(file(), """
                # Disk DescriptorFile
                version=1
                CID=1
                parentCID=ffffffff
                RW 3 ZERO
                RDONLY 2 FLAT "flat data.bin" 15
                RW 320 SPARSE "/vmfs/sparse"
                RW 1 FLAT "flat data.bin" 0
                """);
        byte[] content = read(file());
        assertThat(content).hasSize(326 * SECTOR);
        assertThat(Arrays.copyOf(content, 3 * SECTOR)).isEqualTo(new byte[3 * SECTOR]);
        assertThat(Arrays.copyOfRange(content, 3 * SECTOR, 4 * SECTOR)).isEqualTo(Arrays.copyOf(grain(8), SECTOR));
        assertThat(Arrays.copyOfRange(content, 4 * SECTOR, 5 * SECTOR)).isEqualTo(new byte[SECTOR]);
        assertThat(Arrays.copyOfRange(content, 5 * SECTOR, 5 * SECTOR + GRAIN)).isEqualTo(grain(1));
        assertThat(Arrays.copyOfRange(content, 325 * SECTOR, 326 * SECTOR)).isEqualTo(Arrays.copyOf(grain(8), SECTOR));
    }

    /** Header fields by offset: what a wrong value leads to. */
    @ParameterizedTest
    @CsvSource({
        "4, 4, DISK_UNSUPPORTED, version 4",
        "4, -1, DISK_UNSUPPORTED, version 4294967295",
        "16, -1, DISK_CORRUPT, capacity",
        "16, 2147483647, DISK_CORRUPT, capacity",
        "16, 1048576, DISK_CORRUPT, grain tables",
        "20, 0, DISK_CORRUPT, grain size 0",
        "20, 24, DISK_CORRUPT, grain size 24",
        "20, 65536, DISK_CORRUPT, grain size 65536",
        "28, 1000000, SOURCE_TRUNCATED, ends at byte",
        "36, 1000000, DISK_CORRUPT, a descriptor of",
        "44, 0, DISK_CORRUPT, 0 entries",
        "44, 513, DISK_CORRUPT, 513 entries",
        "72, 0x20202000, DISK_CORRUPT, binary mode",
        "76, 522, DISK_UNSUPPORTED, method 2"
    })
    void open_ofAWrongHeader_saysWhatIsWrong(int offset, String value, ErrorCode code, String part) throws Exception {
        fixture().putInt(offset, Long.decode(value).intValue()).write(file());
        assertRefused(file(), code, part);
    }

    @Test
    void read_ofAGrainBehindTheEnd_saysThatTheFileIsCut() throws Exception {
        fixture().entry(1, 100_000).write(file());
        assertRefused(file(), ErrorCode.SOURCE_TRUNCATED, "ends at byte");
    }

    @Test
    void read_ofCompressedGrainsThatAreDamaged_saysWhatIsWrong() throws Exception {
        int grain = TABLES + 4 * 512;
        VmdkFixture good = new VmdkFixture(4 * GRAIN).compressed().grain(0, grain(1));
        good.put(grain, (byte) 9).write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "a grain of sector 9", "sector 0");
        good.put(grain, (byte) 0).putInt(grain + 8, 2 * GRAIN + 1).write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "16385 bytes");
        good.putInt(grain + 8, 0).write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "of 0 bytes");
        good.putInt(grain + 8, 16).write(file());
        assertRefused(file(), ErrorCode.DISK_CORRUPT, "a compressed grain that");
        good.putInt(grain + 8, GRAIN).putInt(grain + 12, 0).write(file());
        assertRefused(file(), ErrorCode.SOURCE_TRUNCATED, "ends at byte");
    }

    @Test
    void open_ofAFooterlessHeaderOfZeroBytes_isTruncated() throws Exception {
        Files.write(file(), Arrays.copyOf(fixture().bytes(), 100));
        assertThatThrownBy(() -> read(file()))
                .isInstanceOfAny(SourceReadException.class, CorruptDiskException.class)
                .hasMessageContaining("ends at byte 100");
    }
}
