package dev.smc.core.internal.filesystem.ext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtFileSystemTest {
    private static final int BLOCK = ExtFixture.BLOCK;
    private static final int SUPERBLOCK = ExtFixture.SUPERBLOCK;
    private static final int DESCRIPTORS = ExtFixture.DESCRIPTORS;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void read_ofACleanFileSystem_mapsWhatIsInUse(boolean checksums) {
        FileSystem found = new ExtFixture(checksums).identify();
        assertThat(found.reason()).isEmpty();
        assertThat(found.content()).isEqualTo("ext4");
        assertThat(found.label()).contains("small");
        assertThat(found.uuid()).contains("01020304-0506-0708-090a-0b0c0d0e0f10");
        assertThat(found.allocation().orElseThrow().extents())
                .containsExactly(
                        Extent.data(0, 20 * BLOCK),
                        Extent.data(257 * BLOCK, 2 * BLOCK),
                        Extent.data(300 * BLOCK, 10 * BLOCK),
                        Extent.data(400 * BLOCK, 3000));
    }

    @Test
    void checksums_ofKnownText_areThoseOfTheStandards() {
        ByteBuffer text = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(~ExtChecksums.crc32c(~0, text, 0, 9)).isEqualTo(0xe3069283);
        assertThat(ExtChecksums.crc16(0, text, 0, 9)).isEqualTo(0xbb3d);
        assertThat(ExtChecksums.crc16(0xffff, text, 0, 9)).isEqualTo(0x4b37);
    }

    @ParameterizedTest
    @CsvSource({
        "0x60, 0x246, journal is not empty",
        "0x60, 0x243, features 0x1",
        "0x60, 0x40000242, 0x40000000",
        "0x64, 0x81, read-only features 0x80",
        "0x18, 7, log_block_size is 7",
        "0x18, 0xffffffff, log_block_size is 4294967295",
        "0x18, 2, first_data_block is 1",
        "0x14, 0, first_data_block is 0",
        "0x20, 0, clusters_per_group is 0",
        "0x20, 8200, clusters_per_group is 8200",
        "0x20, 257, clusters_per_group is 257",
        "0x04, 1, blocks_count is 1",
        "0x04, 404, it has 404 blocks",
        "0x04, 0xffffffff, it has 16777216 block groups",
        "0x28, 0, inodes_per_group is 0",
        "0x28, 8193, inodes_per_group is 8193",
        "0x28, 2048, inodes_per_group is 2048",
        "0xcc, 0x01000000, descriptors take 257 blocks"
    })
    void read_ofAnOddSuperblock_saysWhatIsOdd(String offset, String value, String reason) {
        FileSystem found = new ExtFixture(false)
                .putInt(SUPERBLOCK + Integer.decode(offset), Long.decode(value).intValue())
                .identify();
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"0, unmounted cleanly", "2, unmounted cleanly", "3, marked as having errors"})
    void read_ofAStateThatIsNotClean_hasNoMap(int state, String reason) {
        FileSystem found =
                new ExtFixture(true).putShort(SUPERBLOCK + 0x3a, state).seal().identify();
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).contains(reason);
    }

    @Test
    void read_ofAWrongChecksum_hasNoMap() {
        assertThat(new ExtFixture(true).putInt(SUPERBLOCK + 0x300, 1).identify().reason())
                .contains("checksum of its superblock");
        ExtFixture fixture = new ExtFixture(true);
        fixture.bytes.put(DESCRIPTORS + 32 + 0x10, (byte) 1);
        assertThat(fixture.identify().reason()).contains("checksum of block group 1's descriptor");
        fixture = new ExtFixture(true);
        fixture.bytes.put(ExtFixture.BITMAPS + 4, (byte) 1);
        assertThat(fixture.identify().reason()).contains("checksum of block group 0's bitmap");
    }

    @Test
    void read_ofAWrongFreeCount_hasNoMap() {
        assertThat(new ExtFixture(true).free(1, 130).seal().identify().reason())
                .isEqualTo("block group 1 has 131 free clusters, but its descriptor says 130");
        assertThat(new ExtFixture(true).mark(0, 100, 101).seal().identify().reason())
                .isEqualTo("block group 0 has 236 free clusters, but its descriptor says 237");
    }

    @ParameterizedTest
    @CsvSource({"0, 400", "0, 0", "4, 400", "8, 399", "8, 0", "32, -1"})
    void read_ofMetadataOutsideOfTheFileSystem_hasNoMap(int offset, int block) {
        FileSystem found =
                new ExtFixture(true).putInt(DESCRIPTORS + offset, block).seal().identify();
        assertThat(found.reason()).contains("lies outside of it");
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "4, 350", "8, 254", "40, 100"})
    void read_ofABitmapThatCallsMetadataFree_hasNoMap(int offset, int block) {
        ExtFixture fixture = new ExtFixture(false).putInt(DESCRIPTORS + offset, block);
        // A bitmap moved to a block of zeros would be wrong for that reason already.
        if (offset == 0) {
            System.arraycopy(fixture.bytes.array(), ExtFixture.BITMAPS, fixture.bytes.array(), block * BLOCK, BLOCK);
        }
        assertThat(fixture.identify().reason()).contains("says that metadata is free");
    }

    /** The bitmap of such a group is not to be read; its own metadata and that of others is in use all the same. */
    @Test
    void read_ofAGroupWithoutABitmap_marksItsMetadata() {
        ExtFixture fixture = new ExtFixture(true)
                .putShort(DESCRIPTORS + 32 + 0x12, 2)
                .free(1, 400 - 257 - 2)
                .seal();
        FileSystem found = fixture.identify();
        assertThat(found.reason()).isEmpty();
        assertThat(found.allocation().orElseThrow().extents())
                .containsExactly(
                        Extent.data(0, 20 * BLOCK),
                        Extent.data(257 * BLOCK, 2 * BLOCK),
                        Extent.data(400 * BLOCK, 3000));
    }

    /** Without checksums of descriptors that flag means nothing. */
    @Test
    void read_ofTheFlagWithoutChecksums_readsTheBitmap() {
        FileSystem found =
                new ExtFixture(false).putShort(DESCRIPTORS + 32 + 0x12, 2).identify();
        assertThat(found.allocation().orElseThrow().intersects(300 * BLOCK, 1)).isTrue();
    }

    @Test
    void content_ofFeatures_isTheRightMemberOfTheFamily() {
        ExtFixture fixture = new ExtFixture(false).putInt(SUPERBLOCK + 0x60, 2);
        assertThat(fixture.identify().content()).isEqualTo("ext2");
        assertThat(fixture.putInt(SUPERBLOCK + 0x5c, 4).identify().content()).isEqualTo("ext3");
        assertThat(fixture.putInt(SUPERBLOCK + 0x64, 9).identify().content()).isEqualTo("ext4");
    }

    @Test
    void identify_ofTwoContentsAtOnce_trustsNeither() {
        ExtFixture fixture = new ExtFixture(false);
        fixture.bytes.put(0, "XFSB".getBytes(StandardCharsets.US_ASCII));
        FileSystem found = fixture.identify();
        assertThat(found.content()).isEqualTo("unknown");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).isEqualTo("it bears the marks of ext and xfs at once");
    }

    @ParameterizedTest
    @CsvSource({
        "0, XFSB, xfs",
        "65600, _BHRfS_M, btrfs",
        "3, 'NTFS    ', ntfs",
        "3, 'EXFAT   ', exfat",
        "82, 'FAT32   ', vfat",
        "54, 'FAT16   ', vfat",
        "54, 'FAT12   ', vfat",
        "3, -FVE-FS-, bitlocker",
        "512, LABELONE, lvm2",
        "1536, LABELONE, lvm2",
        "32, ORCLDISK, asm"
    })
    void identify_ofAMark_namesTheContent(int offset, String mark, String content) {
        byte[] bytes = new byte[70_000];
        byte[] ascii = mark.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, offset, ascii.length);
        FileSystem found = FileSystems.identify(new DiskRange(new MemoryDisk(bytes), 0, bytes.length));
        assertThat(found.content()).isEqualTo(content);
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1081, 1082, 2047})
    void identify_ofAShortRange_isUnknown(int length) {
        byte[] bytes = new byte[length];
        if (length >= 1082) {
            ByteBuffer.wrap(bytes).putShort(1080, (short) 0x53ef);
        }
        FileSystem found = FileSystems.identify(new DiskRange(new MemoryDisk(bytes), 0, length));
        assertThat(found.content()).isEqualTo("unknown");
        assertThat(found.reason()).isNotBlank();
    }
}
