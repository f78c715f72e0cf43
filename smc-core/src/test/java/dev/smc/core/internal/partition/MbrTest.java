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
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.inspect.DiskInspector;
import java.util.List;
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
                .anyMatch(w -> w.startsWith("partition 5 ") && w.contains("it overlaps"));
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

    /** Its text and code lie where the entries would be. */
    @Test
    void inspect_ofABootSectorOfAFileSystem_isNoTable() {
        TestDisk disk =
                new TestDisk(SIZE).mbrEntry(0, 0, 0x72, 0x6f6c2072, 0x616f6420).text(3, "NTFS    ");
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.NONE);
        assertThat(layout.warnings()).hasSize(1).allMatch(w -> w.contains("it holds ntfs as a whole"));
        assertThat(layout.usedBytes()).isEqualTo(4096);
    }

    /** Whoever makes a table leaves what was before it in the first sector alone. */
    @Test
    void inspect_ofATableInABootSector_countsItsPartitionsInFull() {
        TestDisk disk = new TestDisk(SIZE).mbrEntry(0, 0, 0x83, 2048, 100).text(3, "NTFS    ");
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.MBR);
        assertThat(layout.warnings())
                .containsExactly(
                        "partition 1 (unknown) counts as used in full: the first sector of the disk is also the "
                                + "boot sector of ntfs");
    }

    /** As Linux does it: the third and fourth entry count if they lie inside. */
    @Test
    void inspect_ofSeveralPartitionsInOneRecord_listsThem() {
        TestDisk disk = disk().mbrEntry(5000, 2, 0x83, 800, 100).mbrEntry(5000, 3, 0x83, 70_000, 100);
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).extracting(PartitionInfo::index).containsExactly(1, 2, 5, 6, 7);
        assertThat(layout.warnings()).noneMatch(w -> w.contains("outside"));
    }

    @Test
    void inspect_ofALongChain_ends() {
        TestDisk disk = new TestDisk(SIZE).mbrEntry(0, 0, 0x05, 1, 8191);
        for (int record = 1; record < 1000; record++) {
            disk.mbrEntry(record, 0, 0x83, 4000, 1).mbrEntry(record, 1, 0x05, record, 1);
        }
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).hasSize(256);
        assertThat(layout.warnings()).anyMatch(w -> w.contains("is one too many"));
    }

    @Test
    void read_ofARecord_tellsWhatItKeeps() {
        TestDisk disk = disk();
        disk.bytes().putInt(440, 0x0badcafe);
        disk.content[446 + 16] = (byte) 0x80;
        PartitionScheme scheme = PartitionTables.read(new DiskRange(disk.disk(), 0, SIZE), List.of());
        assertThat(scheme.diskId()).contains("0badcafe");
        assertThat(scheme.sectorSize()).isEqualTo(512);
        assertThat(scheme.partitions()).extracting(Partition::isActive).containsExactly(false, true, false, false);
        assertThat(scheme.partitions()).allMatch(p -> p.uuid().isEmpty());
    }
}
