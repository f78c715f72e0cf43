package dev.smc.core.internal.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VhdSourceTest {
    private static final int BLOCK = 4096;
    private static final int SIZE = 3 * BLOCK + 512;
    private static final UUID PARENT = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    @TempDir
    private Path directory;

    private static VhdFixture fixture(int type) {
        return new VhdFixture(type, BLOCK, SIZE);
    }

    private static VhdFixture child() {
        return fixture(VhdFixture.DIFFERENCING).parent(PARENT, 1234, "parent.vhd");
    }

    private static VhdFixture parent() {
        return fixture(VhdFixture.DYNAMIC).id(PARENT).block(0, block(1)).block(1, block(2));
    }

    private static byte[] block(int value) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) value);
        return block;
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static byte[] read(Path file) {
        try (BlockSource source = DiskImages.open(file)) {
            assertThat(source.format()).isEqualTo("vhd");
            ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
            source.read(0, bytes);
            return bytes.array();
        }
    }

    private static byte[] disk(int... values) {
        ByteBuffer disk = ByteBuffer.allocate((values.length + 1) * BLOCK);
        for (int value : values) {
            disk.put(block(value));
        }
        return Arrays.copyOf(disk.array(), SIZE);
    }

    @Test
    void read_ofADynamicImage_hasZerosWhereThereIsNoBlock() throws Exception {
        Path image = fixture(VhdFixture.DYNAMIC).block(2, block(3)).write(file("disk"));
        assertThat(read(image)).isEqualTo(disk(0, 0, 3));
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.extents(0, SIZE))
                    .containsExactly(
                            Extent.zero(0, 2 * BLOCK), Extent.data(2 * BLOCK, BLOCK), Extent.zero(3 * BLOCK, 512));
        }
    }

    @Test
    void read_ofSectorsThatABlockDoesNotHold_givesZeros() throws Exception {
        byte[] sector = Arrays.copyOf(block(4), 512);
        byte[] expected = disk();
        System.arraycopy(sector, 0, expected, 1024, 512);
        Path image =
                fixture(VhdFixture.DYNAMIC).emptyBlock(0).sectors(0, 2, sector).write(file("disk"));
        assertThat(read(image)).isEqualTo(Arrays.copyOf(expected, SIZE));
    }

    /** What a fixed image starts with is its guest's. */
    @ParameterizedTest
    @ValueSource(strings = {"\0", "QFI\u00fb", "KDMV", "conectix", "vhdxfile", "PK\3\4"})
    void open_ofAFixedImage_goesByItsFooter(String start) throws Exception {
        VhdFixture fixture = fixture(VhdFixture.FIXED);
        fixture.bytes.put(0, start.getBytes(StandardCharsets.ISO_8859_1));
        fixture.bytes.put(SIZE - 1, (byte) 9);
        assertThat(read(fixture.write(file("disk"))))
                .hasSize(SIZE)
                .startsWith(start.getBytes(StandardCharsets.ISO_8859_1))
                .endsWith(9);
    }

    /** The footer then is that of a file that the guest has in its last sectors, or the like. */
    @Test
    void open_ofARawDiskThatEndsInTheFooterOfAnotherSize_isRaw() throws Exception {
        byte[] image = Files.readAllBytes(fixture(VhdFixture.FIXED).write(file("disk")));
        byte[] longer = new byte[image.length + 4096];
        System.arraycopy(image, 0, longer, 4096, image.length);
        Files.write(file("disk"), longer);
        try (BlockSource source = DiskImages.open(file("disk"))) {
            assertThat(source.format()).isEqualTo("raw");
            assertThat(source.size()).isEqualTo(longer.length);
        }
    }

    @Test
    void open_ofARawDiskThatEndsInADynamicImage_isRaw() throws Exception {
        byte[] image = Files.readAllBytes(parent().write(file("disk")));
        byte[] longer = new byte[image.length + 4096];
        System.arraycopy(image, 0, longer, 4096, image.length);
        Files.write(file("disk"), longer);
        try (BlockSource source = DiskImages.open(file("disk"))) {
            assertThat(source.format()).isEqualTo("raw");
        }
    }

    @Test
    void open_ofAFooterWithAWrongChecksum_isRaw() throws Exception {
        fixture(VhdFixture.FIXED).wrongChecksums().write(file("disk"));
        try (BlockSource source = DiskImages.open(file("disk"))) {
            assertThat(source.format()).isEqualTo("raw");
        }
    }

    @Test
    void open_ofADynamicImageWithADamagedFooter_usesTheCopy() throws Exception {
        Path image = parent().write(file("disk"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(file.length() - 100);
            file.write(1);
            assertThat(read(image)).isEqualTo(disk(1, 2));
            file.setLength(file.length() - 512);
            assertThat(read(image)).isEqualTo(disk(1, 2));
            file.seek(100);
            file.write(1);
        }
        assertThatThrownBy(() -> read(image))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("neither a VHD footer");
    }

    @Test
    void open_ofADynamicImageWithADamagedCopy_usesTheFooter() throws Exception {
        Path image = parent().write(file("disk"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.write(new byte[512]);
        }
        assertThat(read(image)).isEqualTo(disk(1, 2));
    }

    @Test
    void open_ofAFooterOf511Bytes_isUnderstood() throws Exception {
        byte[] image = Files.readAllBytes(fixture(VhdFixture.FIXED).write(file("disk")));
        Files.write(file("disk"), Arrays.copyOf(image, image.length - 1));
        assertThat(read(file("disk"))).hasSize(SIZE);
    }

    /** Sizes of 10, 20 and 30 sectors are those of the geometry; the current one is of 25 sectors. */
    @ParameterizedTest
    @CsvSource({
        "'vpc ', 10, 10",
        "qemu, 10, 10",
        "qemu, 30, 25",
        "qemu, 0, 25",
        "qem2, 10, 25",
        "'win ', 10, 25",
        "'d2v ', 10, 25",
        "'tap\0', 10, 25",
        "CTXS, 10, 25",
        "'wa\0\0', 10, 25",
        "vbox, 10, 25"
    })
    void size_byCreator_isThatOfTheGeometryOrTheCurrentOne(String creator, int sectors, int expected) throws Exception {
        VhdFixture fixture = fixture(VhdFixture.DYNAMIC).creator(creator, sectors, 1, 1);
        assertThat(read(fixture.write(file("disk")))).hasSize(expected * 512);
    }

    @Test
    void size_ofTheLargestGeometry_isTheCurrentOne() throws Exception {
        VhdFixture fixture = fixture(VhdFixture.DYNAMIC).creator("qemu", 65535, 16, 255);
        assertThat(read(fixture.write(file("disk")))).hasSize(SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "W2ru, UTF-16LE, .\\parent.vhd",
        "W2ku, UTF-16LE, C:\\Users\\Public\\parent.vhd",
        "Wi2r, US-ASCII, .\\parent.vhd",
        "Wi2k, US-ASCII, D:\\parent.vhd",
        "MacX, UTF-8, file://./parent.vhd",
        "MacX, UTF-8, file://localhost/nowhere/parent.vhd",
        "MacX, UTF-8, file:///nowhere/p%61rent.vhd"
    })
    void read_ofADifferencingImage_findsItsParent(String platform, String charset, String path) throws Exception {
        parent().write(file("parent.vhd"));
        byte[] sector = Arrays.copyOf(block(8), 512);
        Path child = fixture(VhdFixture.DIFFERENCING)
                .parent(PARENT, 0, "")
                .locator(platform, path.getBytes(charset))
                .block(1, block(7))
                .emptyBlock(0)
                .sectors(0, 7, sector)
                .write(file("child.vhd"));
        byte[] expected = disk(1, 7);
        System.arraycopy(sector, 0, expected, 7 * 512, 512);
        assertThat(read(child)).isEqualTo(expected);
    }

    @Test
    void read_ofADifferencingImageByNameOnly_findsItsParent() throws Exception {
        parent().write(file("parent.vhd"));
        assertThat(read(child().write(file("child.vhd")))).isEqualTo(disk(1, 2));
    }

    @Test
    void open_withoutTheParent_namesItAndTheWayOut() throws Exception {
        child().write(file("child.vhd"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vhd")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining(PARENT.toString())
                .hasMessageContaining("parent.vhd")
                .hasMessageContaining("into the same directory")
                .hasMessageContaining("Convert-VHD");
    }

    @Test
    void open_withAnotherFileInPlaceOfTheParent_saysWhatItIs() throws Exception {
        parent().id(new UUID(4, 4)).write(file("parent.vhd"));
        child().write(file("child.vhd"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vhd")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining("parent.vhd has UUID " + new UUID(4, 4));
        Files.writeString(file("parent.vhd"), "no image");
        assertThatThrownBy(() -> DiskImages.open(file("child.vhd"))).hasMessageContaining("parent.vhd is no VHD image");
    }

    @Test
    void open_ofAnImageThatIsItsOwnParent_isRefused() throws Exception {
        child().id(PARENT).write(file("parent.vhd"));
        assertThatThrownBy(() -> DiskImages.open(file("parent.vhd")))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("leads back");
    }

    @Test
    void open_ofAParentThatIsRaw_isNotSupported() throws Exception {
        child().parent(new UUID(0, 0), 0, "parent.raw").write(file("child.vhd"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vhd")))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_UNSUPPORTED));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x62, no VHD header",
        "16, -1, a block allocation table at byte",
        "24, 0x20000, header of version 2.0",
        "28, 3, 3 blocks of 4096 bytes",
        "32, 0, block size 0",
        "32, 4097, block size 4097",
        "32, 0x20000000, block size 536870912"
    })
    void open_ofAWrongFieldOfTheHeader_saysWhich(int offset, String value, String message) throws Exception {
        VhdFixture fixture = parent();
        fixture.bytes.putInt(VhdFixture.HEADER + offset, Long.decode(value).intValue());
        fixture.write(file("disk"));
        assertThatThrownBy(() -> DiskImages.open(file("disk")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void open_ofAHeaderWithAWrongChecksum_saysSo() throws Exception {
        Path image = parent().write(file("disk"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(VhdFixture.HEADER + 1000);
            file.write(1);
        }
        assertThatThrownBy(() -> DiskImages.open(image))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("checksum 0x");
    }

    @ParameterizedTest
    @CsvSource({"12, 0x20000, VHD version 2.0", "60, 0, disk type 0", "60, 5, disk type 5", "48, -1, disk size 1844"})
    void open_ofAWrongFieldOfTheFooter_saysWhich(int offset, String value, String message) throws Exception {
        VhdFixture fixture = parent();
        fixture.footer.putInt(offset, Long.decode(value).intValue());
        fixture.write(file("disk"));
        assertThatThrownBy(() -> DiskImages.open(file("disk")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, overlaps neither",
        "8, overlaps neither",
        "1000, must have at least",
        "0xfffffffe, must have at least"
    })
    void read_ofABlockInAWrongPlace_saysSo(String sector, String message) throws Exception {
        parent().entry(1, Long.decode(sector)).write(file("disk"));
        assertThatThrownBy(() -> read(file("disk")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }
}
