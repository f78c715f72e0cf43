package dev.smc.core.internal.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.inspect.DiskInspector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MbrTest {
    private static final int SIZE = 4 << 20;

    private static DiskLayout inspect(TestDisk disk) {
        return DiskInspector.inspect(disk.disk()).layout();
    }

    /** Two primary partitions, and two logical ones in an extended partition from sector 4000 to 7999. */
    private static TestDisk disk() {
        return new TestDisk(SIZE)
                .mbrEntry(0, 0, 0x83, 2048, 1000)
                .mbrEntry(0, 1, 0x82, 3048, 952)
                .mbrEntry(0, 3, 0x05, 4000, 4000)
                .mbrEntry(4000, 0, 0x83, 10, 500)
                .mbrEntry(4000, 1, 0x05, 1000, 1000)
                .mbrEntry(5000, 0, 0x07, 20, 700);
    }

    @Test
    void inspect_ofPrimaryAndLogicalPartitions_listsThem() {
        DiskLayout layout = inspect(disk());
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.MBR);
        assertThat(layout.partitions())
                .extracting(
                        PartitionInfo::index, PartitionInfo::type, PartitionInfo::startBytes, PartitionInfo::sizeBytes)
                .containsExactly(
                        tuple(1, "83", 2048 * 512L, 1000 * 512L),
                        tuple(2, "82", 3048 * 512L, 952 * 512L),
                        tuple(5, "83", 4010 * 512L, 500 * 512L),
                        tuple(6, "07", 5020 * 512L, 700 * 512L));
        assertThat(layout.warnings()).noneMatch(w -> w.contains("chain") || w.contains("overlaps"));
        assertThat(layout.firmware()).isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void inspect_ofBootCode_startsFromBios() {
        TestDisk disk = disk();
        disk.content[439] = 1;
        assertThat(inspect(disk).firmware()).isEqualTo(Firmware.BIOS);
        disk.content[439] = 0;
        disk.content[440] = 1;
        assertThat(inspect(disk).firmware()).isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void inspect_ofAnEfiPartition_startsFromUefi() {
        assertThat(inspect(new TestDisk(SIZE).mbrEntry(0, 2, 0xef, 2048, 100)).firmware())
                .isEqualTo(Firmware.UEFI);
    }

    @ParameterizedTest
    @CsvSource({
        "0, is named twice",
        "1000, is named twice",
        "4000, lies outside of the extended partition",
        "4294967295, lies outside of the extended partition",
        "2000, has no signature"
    })
    void inspect_ofABrokenChain_warns(long next, String problem) {
        TestDisk disk = disk().mbrEntry(5000, 1, 0x0f, next, 10);
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).hasSize(4);
        assertThat(layout.warnings()).anyMatch(w -> w.contains("chain of logical") && w.contains(problem));
    }

    @Test
    void inspect_ofALogicalPartitionOutsideOfItsContainer_leavesItOut() {
        TestDisk disk = disk().mbrEntry(5000, 0, 0x83, 20, 2981);
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).hasSize(3);
        assertThat(layout.warnings()).anyMatch(w -> w.contains("described at sector 5000 ends outside"));
        assertThat(inspect(disk().mbrEntry(5000, 0, 0x83, 20, 2980)).partitions())
                .hasSize(4);
    }

    @Test
    void inspect_ofALogicalPartitionOverItsRecord_countsItInFull() {
        assertThat(inspect(disk().mbrEntry(4000, 0, 0x83, 0, 500)).warnings())
                .anyMatch(w -> w.startsWith("partition 5 overlaps"));
    }

    @Test
    void inspect_ofAPartitionBehindTheDisk_isRefused() {
        TestDisk disk = new TestDisk(SIZE).mbrEntry(0, 0, 0x83, 8000, 193);
        assertThatThrownBy(() -> inspect(disk))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED))
                .hasMessageContaining("partition 1 ends at byte 4194816");
        assertThat(inspect(new TestDisk(SIZE).mbrEntry(0, 0, 0x83, 8000, 192)).partitions())
                .hasSize(1);
    }

    @Test
    void inspect_ofAnEmptyTable_findsNoPartitions() {
        DiskLayout layout = inspect(new TestDisk(SIZE).mbrEntry(0, 0, 0, 0, 0));
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.MBR);
        assertThat(layout.partitions()).isEmpty();
    }

    @Test
    void inspect_ofAnOddStatus_isNoTable() {
        TestDisk disk = disk();
        disk.content[446] = (byte) 0x81;
        assertThat(inspect(disk).partitionTable()).isEqualTo(PartitionTable.NONE);
        disk.content[446] = (byte) 0x80;
        assertThat(inspect(disk).partitionTable()).isEqualTo(PartitionTable.MBR);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 1023})
    void inspect_ofATinyDisk_findsNothing(int size) {
        DiskLayout layout = inspect(new TestDisk(size));
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.NONE);
        assertThat(layout.usedBytes()).isZero();
    }

    @Test
    void inspect_ofABootSectorOfAFileSystem_isNoTable() {
        TestDisk disk = new TestDisk(SIZE).mbrEntry(0, 0, 0x83, 100, 100).text(3, "NTFS    ");
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.NONE);
        assertThat(layout.warnings())
                .containsExactly(
                        "the disk has no partition table; it holds ntfs as a whole, and counts as used in full: "
                                + "the free space of ntfs is not understood");
    }
}
