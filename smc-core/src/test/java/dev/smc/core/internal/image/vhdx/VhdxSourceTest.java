package dev.smc.core.internal.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VhdxSourceTest {
    private static final int BLOCK = 1 << 20;
    private static final int SIZE = 2 * BLOCK + 4096;
    private static final UUID PARENT = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    @TempDir
    private Path directory;

    private static VhdxFixture fixture() {
        return new VhdxFixture(BLOCK, 512, SIZE);
    }

    private static VhdxFixture parent() {
        return fixture().dataWriteId(PARENT).block(0, block(1)).block(1, block(2));
    }

    private static VhdxFixture child() {
        return fixture().parent(Map.of("parent_linkage", "{" + PARENT + "}", "relative_path", "parent.vhdx"));
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
            assertThat(source.format()).isEqualTo("vhdx");
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

    private static void assertFails(Path image, String message) {
        assertThatThrownBy(() -> read(image))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_ofADynamicImage_hasZerosWhereThereIsNoBlock() throws Exception {
        Path image = fixture().block(1, block(3)).write(file("disk"));
        assertThat(read(image)).isEqualTo(disk(0, 3));
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.sectorSize()).isEqualTo(512);
            assertThat(source.extents(0, SIZE))
                    .containsExactly(Extent.zero(0, BLOCK), Extent.data(BLOCK, BLOCK), Extent.zero(2 * BLOCK, 4096));
        }
    }

    /** Unallocated, undefined, zero, unmapped, as Hyper-V leaves them, with the place where the block was. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 0x400001, 0x400002, 0x400003})
    void read_ofABlockWithoutContent_givesZeros(long entry) throws Exception {
        Path image = parent().entry(1, entry).write(file("disk"));
        assertThat(read(image)).isEqualTo(disk(1, 0));
    }

    @Test
    void read_ofLargeSectors_tellsTheirSize() throws Exception {
        Path image = new VhdxFixture(BLOCK, 4096, SIZE).block(1, block(3)).write(file("disk"));
        assertThat(read(image)).isEqualTo(disk(0, 3));
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.sectorSize()).isEqualTo(4096);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void read_ofPartiallyPresentBlocks_asksTheParentForTheRest(int sectorSize) throws Exception {
        new VhdxFixture(BLOCK, sectorSize, SIZE)
                .dataWriteId(PARENT)
                .block(0, block(1))
                .block(1, block(2))
                .write(file("parent.vhdx"));
        byte[] sectors = Arrays.copyOf(block(8), 2 * sectorSize);
        VhdxFixture child = new VhdxFixture(BLOCK, sectorSize, SIZE)
                .parent(Map.of("parent_linkage", PARENT.toString(), "relative_path", "parent.vhdx"))
                .block(0, block(5))
                .partialBlock(1)
                .sectors(1, 9, sectors);
        byte[] expected = disk(5, 2);
        System.arraycopy(sectors, 0, expected, BLOCK + 9 * sectorSize, sectors.length);
        assertThat(read(child.write(file("child.vhdx")))).isEqualTo(expected);
        child.entry(0, VhdxFixture.ZERO);
        Arrays.fill(expected, 0, BLOCK, (byte) 0);
        assertThat(read(child.write(file("child.vhdx")))).isEqualTo(expected);
    }

    /** With the largest blocks and small sectors, 16 blocks make a chunk. */
    @Test
    void read_ofASecondChunk_passesOverThePlaceOfTheBitmap() throws Exception {
        long size = 18L * (256 << 20);
        VhdxFixture fixture = new VhdxFixture(256 << 20, 512, size);
        fixture.entry(17, (4L << 20) | VhdxFixture.FULL);
        Path image = fixture.writeWithLength(file("disk"), (4L << 20) + (256 << 20));
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.size()).isEqualTo(size);
            ByteBuffer last = ByteBuffer.allocate(1);
            source.read(size - 1, last);
            assertThat(last.get(0)).isEqualTo(VhdxFixture.LAST);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "relative_path, parent.vhdx",
        "relative_path, .\\parent.vhdx",
        "relative_path, ..\\elsewhere\\parent.vhdx",
        "volume_path, \\\\?\\Volume{26A21BDA-A627-11D7-9931-806E6F6E6963}\\vm\\parent.vhdx",
        "absolute_win32_path, \\\\?\\d:\\vm\\parent.vhdx",
        "absolute_win32_path, C:\\vm\\parent.vhdx"
    })
    void read_ofADifferencingImage_findsItsParent(String key, String path) throws Exception {
        parent().write(file("parent.vhdx"));
        Path image = fixture()
                .parent(Map.of("parent_linkage", "{" + PARENT.toString().toUpperCase(Locale.ROOT) + "}", key, path))
                .block(1, block(7))
                .write(file("child.vhdx"));
        assertThat(read(image)).isEqualTo(disk(1, 7));
    }

    /** While it is merged into, the parent has the second identifier already. */
    @Test
    void read_ofASecondLinkage_findsTheParent() throws Exception {
        parent().write(file("parent.vhdx"));
        Path image = fixture()
                .parent(Map.of(
                        "parent_linkage",
                        "{" + new UUID(4, 4) + "}",
                        "parent_linkage2",
                        "{" + PARENT + "}",
                        "relative_path",
                        "parent.vhdx"))
                .write(file("child.vhdx"));
        assertThat(read(image)).isEqualTo(disk(1, 2));
    }

    @Test
    void open_withoutTheParent_namesItAndTheWayOut() throws Exception {
        child().write(file("child.vhdx"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vhdx")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining(PARENT.toString())
                .hasMessageContaining("parent.vhdx")
                .hasMessageContaining("into the same directory")
                .hasMessageContaining("Convert-VHD");
    }

    @Test
    void open_withAParentThatWasChanged_saysSo() throws Exception {
        parent().dataWriteId(new UUID(4, 4)).write(file("parent.vhdx"));
        child().write(file("child.vhdx"));
        assertFails(file("child.vhdx"), "parent.vhdx has content " + new UUID(4, 4) + ": it was changed since");
        Files.writeString(file("parent.vhdx"), "no image");
        assertFails(file("child.vhdx"), "parent.vhdx is no VHDX image");
    }

    @Test
    void open_ofAParentWithOtherSectors_isRefused() throws Exception {
        new VhdxFixture(BLOCK, 4096, SIZE).dataWriteId(PARENT).write(file("parent.vhdx"));
        child().write(file("child.vhdx"));
        assertFails(file("child.vhdx"), "with sectors of 4096 bytes");
    }

    @Test
    void open_ofAnImageThatIsItsOwnParent_isRefused() throws Exception {
        child().dataWriteId(PARENT).write(file("parent.vhdx"));
        assertFails(file("parent.vhdx"), "leads back");
    }

    @Test
    void open_withADamagedHeader_usesTheOtherOne() throws Exception {
        VhdxFixture fixture = parent();
        fixture.write(file("disk"));
        fixture.bytes.put(VhdxFixture.HEADER_2 + 100, (byte) 1);
        assertThat(read(fixture.writeAsIs(file("disk"), fixture.end()))).isEqualTo(disk(1, 2));
        fixture.bytes.put(VhdxFixture.HEADER_1 + 100, (byte) 1);
        assertFails(fixture.writeAsIs(file("disk"), fixture.end()), "two VHDX headers with wrong checksums");
    }

    @Test
    void open_withTwoHeadersOfOneNumber_isRefusedUnlessTheyAreEqual() throws Exception {
        VhdxFixture fixture = parent();
        fixture.bytes.putLong(VhdxFixture.HEADER_1 + 8, 6);
        assertThat(read(fixture.write(file("disk")))).isEqualTo(disk(1, 2));
        VhdxFixture.putId(fixture.bytes, VhdxFixture.HEADER_1 + 16, PARENT);
        assertFails(fixture.write(file("disk")), "two different VHDX headers");
    }

    @Test
    void open_withADamagedRegionTable_usesTheOtherOne() throws Exception {
        VhdxFixture fixture = parent();
        fixture.write(file("disk"));
        fixture.bytes.put(VhdxFixture.REGIONS_1 + 5000, (byte) 1);
        assertThat(read(fixture.writeAsIs(file("disk"), fixture.end()))).isEqualTo(disk(1, 2));
        fixture.bytes.put(VhdxFixture.REGIONS_2 + 5000, (byte) 1);
        assertFails(fixture.writeAsIs(file("disk"), fixture.end()), "two VHDX region tables with wrong checksums");
    }

    @ParameterizedTest
    @CsvSource({
        "0x20042, 2, VHDX version 2",
        "0x30008, 1, without 8b7ca206",
        "0x30008, 3000, 3000 regions",
        "0x30010, 7, required VHDX region of unknown kind",
        "0x30021, 1, VHDX region of",
        "0x30026, -1, VHDX region of",
        "0x30021, 0x30, overlap nothing else",
        "0x30028, 0x800000, must have at least",
        "0x300000, 7, no VHDX metadata table",
        "0x30000a, 3000, 3000 metadata items",
        "0x300020, 7, required VHDX metadata of unknown kind",
        "0x300030, 0, a metadata item of",
        "0x300034, 4, a metadata item of 4 bytes",
        "0x310000, 0, block size 0",
        "0x310000, 0x20000000, block size 536870912",
        "0x310008, 1, disk size 1",
        "0x31000c, -1, disk size 18446",
        "0x31000c, 0x40, block allocation table of 1048576 bytes",
        "0x310020, 1024, logical sector size 1024"
    })
    void open_ofAWrongField_saysWhich(String offset, String value, String message) throws Exception {
        VhdxFixture fixture = parent();
        int at = Integer.decode(offset);
        int bits = Long.decode(value).intValue();
        fixture.bytes.putInt(
                at, at == 0x20042 || at == 0x30000a ? (fixture.bytes.getInt(at) & 0xffff0000) | bits : bits);
        fixture.bytes.put(
                VhdxFixture.REGIONS_2, Arrays.copyOfRange(fixture.bytes.array(), VhdxFixture.REGIONS_1, 0x40000));
        assertFails(fixture.write(file("disk")), message);
    }

    @ParameterizedTest
    @CsvSource({
        "4, known state",
        "5, known state",
        "7, no block that is partially present",
        "0x500016, no reserved bits",
        "0x100006, overlaps neither",
        "0x200006, overlaps neither",
        "0x300006, overlaps neither",
        "6, overlaps neither",
        "0x600006, must have at least",
        "0x7ffffffffff00006, overlaps neither"
    })
    void read_ofAWrongEntry_saysSo(String entry, String message) throws Exception {
        assertFails(parent().entry(1, Long.decode(entry)).write(file("disk")), message);
    }

    @Test
    void read_ofAPartialBlockWithoutABitmap_saysSo() throws Exception {
        parent().write(file("parent.vhdx"));
        Path image = child().entry(0, (4L << 20) | VhdxFixture.PARTIAL).writeWithLength(file("child.vhdx"), 5 << 20);
        assertFails(image, "a sector bitmap, since a block");
    }

    @Test
    void open_ofUserMetadataOfAnyKind_passesItOver() throws Exception {
        Path image = parent().item("caa16737-fa36-4d43-b3b6-33f0aa44e76b", 1, ByteBuffer.allocate(8))
                .item("11111111-fa36-4d43-b3b6-33f0aa44e76b", 1, ByteBuffer.allocate(3))
                .write(file("disk"));
        assertThat(read(image)).isEqualTo(disk(1, 2));
    }

    @Test
    void open_ofALocatorOfAnotherKind_isNotSupported() throws Exception {
        VhdxFixture fixture = child();
        int locator = 0x310000 + 8 + 8 + 16 + 4 + 4;
        fixture.bytes.putInt(locator, 1);
        fixture.write(file("disk"));
        assertThatThrownBy(() -> read(file("disk")))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_UNSUPPORTED));
        assertThatThrownBy(() ->
                        read(fixture().parent(Map.of("relative_path", "x")).write(file("disk"))))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("without parent_linkage");
        assertFails(fixture().parent(Map.of("parent_linkage", "{x}")).write(file("disk")), "an identifier in braces");
    }

    @Test
    void open_ofAShortFile_saysSo() throws Exception {
        assertFails(parent().writeAsIs(file("disk"), 100_000), "must have at least 1048576");
    }
}
