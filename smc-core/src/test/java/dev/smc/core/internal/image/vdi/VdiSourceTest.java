package dev.smc.core.internal.image.vdi;

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
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VdiSourceTest {
    private static final int BLOCK = 4096;
    private static final int SIZE = 3 * BLOCK + 512;
    private static final UUID CREATED = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    private static final UUID MODIFIED = new UUID(1, 2);

    @TempDir
    private Path directory;

    private static VdiFixture fixture(int type) {
        return new VdiFixture(type, BLOCK, 0, SIZE);
    }

    private static VdiFixture child() {
        return fixture(VdiFixture.DIFFERENCING)
                .ids(new UUID(5, 5), new UUID(5, 6))
                .parent(CREATED, MODIFIED);
    }

    private static VdiFixture parent() {
        return fixture(VdiFixture.DYNAMIC)
                .ids(CREATED, MODIFIED)
                .block(0, block(1))
                .block(1, block(2));
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
        Path image = fixture(VdiFixture.DYNAMIC).block(2, block(3)).zeros(1).write(file("disk"));
        assertThat(read(image)).isEqualTo(disk(0, 0, 3));
        try (BlockSource source = DiskImages.open(image)) {
            assertThat(source.format()).isEqualTo("vdi");
            assertThat(source.extents(0, SIZE))
                    .containsExactly(
                            Extent.zero(0, 2 * BLOCK), Extent.data(2 * BLOCK, BLOCK), Extent.zero(3 * BLOCK, 512));
        }
    }

    @Test
    void read_ofAStaticImage_findsItsBlocks() throws Exception {
        VdiFixture fixture = fixture(VdiFixture.STATIC);
        for (int i = 0; i < 4; i++) {
            fixture.block(i, block(i + 1));
        }
        assertThat(read(fixture.write(file("disk"))))
                .startsWith(Arrays.copyOf(disk(1, 2, 3), 3 * BLOCK))
                .endsWith(4);
    }

    @Test
    void size_thatIsNotOfWholeSectors_isRoundedUp() throws Exception {
        VdiFixture fixture = fixture(VdiFixture.DYNAMIC);
        fixture.bytes.putLong(0x170, SIZE - 511);
        assertThat(read(fixture.write(file("disk")))).hasSize(SIZE);
    }

    @Test
    void read_ofTheLastBlock_needNotHaveTheRestOfIt() throws Exception {
        VdiFixture fixture = fixture(VdiFixture.DYNAMIC).block(3, block(9));
        assertThat(read(fixture.write(file("disk"), 1024 + 512))).endsWith(9);
        fixture.write(file("disk"), 1024 + 511);
        assertThatThrownBy(() -> read(file("disk")))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Snapshots"})
    void read_ofADifferencingImage_findsItsParent(String subdirectory) throws Exception {
        parent().write(file("{some name}.VDI"));
        fixture(VdiFixture.DYNAMIC).ids(new UUID(8, 8), MODIFIED).write(file("another.vdi"));
        Files.writeString(file("no.vdi"), "no disk");
        Files.createDirectories(file(subdirectory));
        Path child =
                child().block(1, block(7)).zeros(0).write(file(subdirectory).resolve("child.vdi"));
        assertThat(read(child)).isEqualTo(disk(0, 7));
        child().block(2, block(8)).write(child);
        assertThat(read(child)).isEqualTo(disk(1, 2, 8));
    }

    @Test
    void read_ofADifferencingImageThatKnowsNoContentOfItsParent_findsIt() throws Exception {
        parent().write(file("parent.vdi"));
        Path child = child().parent(CREATED, VdiHeader.NONE).write(file("child.vdi"));
        assertThat(read(child)).isEqualTo(disk(1, 2));
    }

    @Test
    void open_withoutTheParent_namesItAndTheWayOut() throws Exception {
        child().write(file("child.vdi"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vdi")))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining(CREATED.toString())
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("into the same directory")
                .hasMessageContaining("VBoxManage clonemedium");
    }

    @Test
    void open_withAParentThatWasChanged_saysSo() throws Exception {
        parent().ids(CREATED, new UUID(9, 9)).write(file("parent.vdi"));
        child().write(file("child.vdi"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vdi")))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining(new UUID(9, 9).toString())
                .hasMessageContaining("was changed after");
    }

    @Test
    void open_ofAnImageThatIsItsOwnParent_isRefused() throws Exception {
        child().ids(CREATED, MODIFIED).write(file("child.vdi"));
        assertThatThrownBy(() -> DiskImages.open(file("child.vdi")))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("leads back");
    }

    @ParameterizedTest
    @CsvSource({
        "0x44, 0x00000001, VDI version 0.1",
        "0x44, 0x00010002, VDI version 1.2",
        "0x48, 0x100, header size 256",
        "0x4c, 0, image type 0",
        "0x4c, 3, undo image",
        "0x4c, 5, image type 5",
        "0x154, 0x100, a map at byte 256",
        "0x158, 0x200, data from byte 512",
        "0x154, 0x7ffffff0, data from byte",
        "0x174, -1, disk size 18446744",
        "0x178, 0, block size 0",
        "0x178, 4097, block size 4097",
        "0x178, 0x20000000, block size 536870912",
        "0x17c, 0x20000000, block extra size",
        "0x180, 3, 3 blocks of 4096 bytes"
    })
    void open_ofAWrongField_saysWhich(String offset, String value, String message) throws Exception {
        VdiFixture fixture = fixture(VdiFixture.DYNAMIC).block(0, block(1));
        fixture.bytes.putInt(Integer.decode(offset), Long.decode(value).intValue());
        fixture.write(file("disk"));
        assertThatThrownBy(() -> DiskImages.open(file("disk")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void open_ofAMapBeyondTheEnd_saysSo() throws Exception {
        VdiFixture fixture = fixture(VdiFixture.DYNAMIC);
        fixture.bytes.putInt(0x154, 0x10000).putInt(0x158, 0x20000);
        fixture.write(file("disk"));
        assertThatThrownBy(() -> DiskImages.open(file("disk")))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0x7fff_ffffL, 0xffff_fffdL})
    void read_ofABlockBeyondTheEnd_saysSo(long entry) throws Exception {
        fixture(VdiFixture.DYNAMIC).block(0, block(1)).entry(1, entry).write(file("disk"));
        assertThatThrownBy(() -> read(file("disk")))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED));
    }
}
