package dev.smc.core.internal.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.inspect.DiskInspector;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptTest {
    private static final int SIZE = 4 << 20;

    private static TestDisk disk() {
        return new TestDisk(SIZE)
                .gptEntry(0, Guids.EFI, 2048, 3071, "ESP")
                .gptEntry(3, Guids.LINUX, 4096, 6143, "root \u00e4")
                .gpt();
    }

    private static DiskLayout inspect(TestDisk disk) {
        return DiskInspector.inspect(disk.disk()).layout();
    }

    @Test
    void inspect_ofAGoodTable_listsItsPartitions() {
        DiskLayout layout = inspect(disk());
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.GPT);
        assertThat(layout.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(layout.partitions()).hasSize(2);
        PartitionInfo esp = layout.partitions().get(0);
        assertThat(esp.index()).isEqualTo(1);
        assertThat(esp.startBytes()).isEqualTo(1 << 20);
        assertThat(esp.sizeBytes()).isEqualTo(512 << 10);
        assertThat(esp.type()).isEqualTo(Guids.EFI);
        assertThat(esp.label()).contains("ESP");
        PartitionInfo root = layout.partitions().get(1);
        assertThat(root.index()).isEqualTo(4);
        assertThat(root.startBytes()).isEqualTo(2 << 20);
        assertThat(root.sizeBytes()).isEqualTo(1 << 20);
        assertThat(root.label()).contains("root \u00e4");
        assertThat(layout.warnings()).hasSize(2).allMatch(w -> w.contains("counts as used in full"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 12, 16, 24, 32, 40, 72, 80, 84, 88, 512, 600})
    void inspect_withADamagedPrimaryTable_readsTheBackup(int offset) {
        TestDisk disk = disk();
        disk.content[512 + offset] ^= 0x55;
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).isEqualTo(inspect(disk()).partitions());
        assertThat(layout.warnings()).anyMatch(w -> w.contains("the primary partition table is damaged"));
    }

    @Test
    void inspect_withADamagedBackup_warns() {
        TestDisk disk = disk();
        disk.content[SIZE - 512] ^= 1;
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).hasSize(2);
        assertThat(layout.warnings()).anyMatch(w -> w.contains("the backup of the partition table is damaged"));
    }

    @Test
    void inspect_withBothCopiesDamaged_isRefused() {
        TestDisk disk = disk();
        disk.content[SIZE - 512] ^= 1;
        disk.content[512] ^= 1;
        assertThatThrownBy(() -> inspect(disk))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("both copies damaged")
                .hasMessageContaining("no header at sector 1");
    }

    /** Fields of the header with right checksums but senseless values; the backup is read instead. */
    @ParameterizedTest
    @CsvSource({
        "12, 91",
        "12, 513",
        "80, 99999999",
        "84, 64",
        "84, 192",
        "84, 8192",
        "84, 0",
        "72, 0",
        "72, -1",
        "72, 8191"
    })
    void inspect_withSenselessFigures_readsTheBackup(int offset, int value) {
        TestDisk disk = disk();
        disk.bytes().putInt(512 + offset, value);
        disk.sealHeader(1);
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).hasSize(2);
        assertThat(layout.warnings()).anyMatch(w -> w.contains("the primary partition table is damaged"));
    }

    @ParameterizedTest
    @CsvSource({"5000, 4999", "0, 100", "-5, 100", "100, 9223372036854775807", "100, -1"})
    void inspect_ofAPartitionWithSenselessLimits_isRefused(long first, long last) {
        TestDisk disk =
                new TestDisk(SIZE).gptEntry(0, Guids.LINUX, first, last, "").gpt();
        assertThatThrownBy(() -> inspect(disk)).isInstanceOf(CorruptDiskException.class);
    }

    @Test
    void inspect_ofADiskShorterThanItsPartitions_isRefused() {
        TestDisk disk =
                new TestDisk(SIZE).gptEntry(1, Guids.LINUX, 4096, 8192, "").gpt();
        assertThatThrownBy(() -> inspect(disk))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED))
                .hasMessageContaining("has 4194304 bytes, but its partition 2 ends at byte 4194816");
    }

    @Test
    void inspect_ofLargeSectors_countsByThem() {
        TestDisk disk = new TestDisk(SIZE, 4096)
                .gptEntry(0, Guids.LINUX, 256, 511, "data")
                .gpt();
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions()).hasSize(1);
        assertThat(layout.partitions().get(0).startBytes()).isEqualTo(1 << 20);
        assertThat(layout.partitions().get(0).sizeBytes()).isEqualTo(1 << 20);
        disk.content[4096] ^= 1;
        assertThat(inspect(disk).partitions()).isEqualTo(layout.partitions());
    }

    @Test
    void inspect_withoutAProtectiveRecord_stillFindsTheTable() {
        TestDisk disk = disk();
        disk.content[510] = 0;
        assertThat(inspect(disk).partitionTable()).isEqualTo(PartitionTable.GPT);
    }

    @Test
    void inspect_ofAStaleTableUnderAnMbr_readsTheMbr() {
        TestDisk disk = disk().mbrEntry(0, 0, 0x83, 2048, 1024);
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.MBR);
        assertThat(layout.partitions()).hasSize(1);
    }

    @Test
    void inspect_ofABiosBootPartition_startsFromBios() {
        TestDisk disk =
                new TestDisk(SIZE).gptEntry(0, Guids.BIOS_BOOT, 2048, 3071, "").gpt();
        DiskLayout layout = inspect(disk);
        assertThat(layout.firmware()).isEqualTo(Firmware.BIOS);
        assertThat(layout.warnings()).isEmpty();
        assertThat(layout.partitions().get(0).label()).isEmpty();
    }

    @Test
    void inspect_ofOverlappingPartitions_countsThemInFull() {
        TestDisk disk = new TestDisk(SIZE)
                .gptEntry(0, Guids.LINUX, 2048, 4096, "")
                .gptEntry(1, Guids.LINUX, 4096, 5000, "")
                .gptEntry(2, Guids.LINUX, 5001, 6000, "")
                .gptEntry(3, Guids.LINUX, 10, 40, "")
                .gpt();
        assertThat(inspect(disk).warnings())
                .filteredOn(w -> w.contains("it overlaps"))
                .extracting(w -> w.substring(0, "partition 1".length()))
                .containsExactlyInAnyOrder("partition 1", "partition 2", "partition 4");
    }

    @Test
    void inspect_ofAHybridRecord_readsTheGuidTableAndWarns() {
        TestDisk disk = disk().mbrEntry(0, 1, 0x83, 4096, 2048);
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitionTable()).isEqualTo(PartitionTable.GPT);
        assertThat(layout.partitions()).hasSize(2);
        assertThat(layout.warnings()).anyMatch(w -> w.contains("hybrid MBR"));
    }

    @Test
    void inspect_ofADiskThatHasGrown_readsBothCopies() {
        TestDisk grown = new TestDisk(SIZE + 8192);
        System.arraycopy(disk().content, 0, grown.content, 0, SIZE);
        assertThat(inspect(grown).partitions()).hasSize(2);
        assertThat(inspect(grown).warnings()).noneMatch(w -> w.contains("damaged"));
        grown.content[512 + 60] ^= 1;
        assertThat(inspect(grown).partitions()).hasSize(2);
        assertThat(inspect(grown).warnings()).anyMatch(w -> w.contains("the primary partition table is damaged"));
        grown.content[SIZE - 512 + 60] ^= 1;
        assertThatThrownBy(() -> inspect(grown)).hasMessageContaining("both copies damaged");
    }

    @Test
    void inspect_ofABackupThatDescribesOtherPartitions_warns() {
        TestDisk disk = disk();
        TestDisk other =
                new TestDisk(SIZE).gptEntry(0, Guids.LINUX, 3000, 3100, "").gpt();
        int backup = SIZE - 33 * 512;
        System.arraycopy(other.content, backup, disk.content, backup, 33 * 512);
        assertThat(inspect(disk).partitions()).hasSize(2);
        assertThat(inspect(disk).warnings()).anyMatch(w -> w.contains("describes other partitions"));
    }

    @Test
    void inspect_ofAFileSystemInFrontOfAStaleBackup_seesTheFileSystem() {
        TestDisk disk = disk();
        Arrays.fill(disk.content, 0, 1 << 20, (byte) 0);
        disk.text(0, "XFSB");
        assertThat(inspect(disk).partitionTable()).isEqualTo(PartitionTable.NONE);
    }

    @Test
    void read_ofATable_tellsWhatItKeeps() {
        TestDisk disk = disk();
        for (int entries : new int[] {1024, SIZE - 33 * 512}) {
            disk.bytes().putLong(entries + 48, 1L << 63 | 1 << 2);
        }
        disk.gpt();
        PartitionScheme scheme = PartitionTables.read(new DiskRange(disk.disk(), 0, SIZE), List.of());
        assertThat(scheme.diskId()).contains("00000000-0000-0000-0000-000000000000");
        assertThat(scheme.sectorSize()).isEqualTo(512);
        Partition esp = scheme.partitions().get(0);
        assertThat(esp.uuid()).contains("00000001-0000-0000-0000-000000000000");
        assertThat(esp.attributes()).isEqualTo(1L << 63 | 1 << 2);
        assertThat(esp.isActive()).isTrue();
        assertThat(scheme.partitions().get(1).isActive()).isFalse();
    }
}
