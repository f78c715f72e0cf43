package dev.smc.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.partition.TestDisk;
import dev.smc.core.internal.volume.RaidDisk;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.MemoryDisk;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskInspectorTest {
    private static final int SIZE = 4 << 20;

    @Test
    void inspect_ofAnUnknownDisk_countsAllDataAsUsed() {
        TestDisk disk = new TestDisk(SIZE).fill(100_000, 5000).fill(3 << 20, 4096);
        InspectedDisk found = DiskInspector.inspect(disk.disk());
        // Whole blocks, because that is how the disk knows its zeros.
        assertThat(found.used().extents()).containsExactly(Extent.data(98_304, 8192), Extent.data(3 << 20, 4096));
        assertThat(found.layout().usedBytes()).isEqualTo(12_288);
        assertThat(found.layout().partitionTable()).isEqualTo(PartitionTable.NONE);
        assertThat(found.layout().firmware()).isEqualTo(Firmware.UNKNOWN);
        assertThat(found.layout().sizeBytes()).isEqualTo(SIZE);
        assertThat(found.layout().format()).isEqualTo("raw");
        assertThat(found.layout().warnings())
                .containsExactly(
                        "the disk has no partition table and its content is not recognised; it counts as used in full");
    }

    @Test
    void inspect_ofPartitionsThatAreNotUnderstood_countsDataOfThemAndOfGaps() {
        TestDisk disk = new TestDisk(SIZE)
                .mbrEntry(0, 0, 0x83, 2048, 2048)
                .mbrEntry(0, 1, 0x82, 5000, 100)
                .fill(600_000, 1)
                .fill(1 << 20, 512)
                .fill(SIZE - 1, 1)
                .text((1 << 20) + 4086, "SWAPSPACE2");
        InspectedDisk found = DiskInspector.inspect(disk.disk());
        assertThat(found.used().extents())
                .containsExactly(
                        Extent.data(0, 4096),
                        Extent.data(598_016, 4096),
                        Extent.data(1 << 20, 4096),
                        Extent.data(SIZE - 4096, 4096));
        PartitionInfo swap = found.layout().partitions().get(0);
        assertThat(swap.content()).isEqualTo("swap");
        assertThat(swap.usedBytes()).isEqualTo(4096);
        assertThat(found.layout().partitions().get(1).usedBytes()).isZero();
        assertThat(found.layout().warnings())
                .containsExactly(
                        "partition 1 (swap) counts as used in full: its version is 0, not 1",
                        "partition 2 (unknown) counts as used in full: its content is not recognised");
    }

    @Test
    @RequiresTool({"mkfs.ext4", "debugfs"})
    void inspect_ofAFileSystemInAPartition_leavesItsFreeBlocksOut(@TempDir Path directory) throws Exception {
        Path image = directory.resolve("fs");
        Programs.run("mkfs.ext4", "-q", "-b", "4096", "-O", "^has_journal,^resize_inode", image.toString(), "8M");
        byte[] fileSystem = Files.readAllBytes(image);
        TestDisk disk = new TestDisk(16 << 20).fill(0, 16 << 20);
        Arrays.fill(disk.content, 0, 512, (byte) 0);
        disk.mbrEntry(0, 0, 0x83, 2048, (8 << 20) / 512 + 8);
        System.arraycopy(fileSystem, 0, disk.content, 1 << 20, fileSystem.length);
        // Free blocks are left full of old data.
        String free = Programs.run("dumpe2fs", image.toString());
        assertThat(free).contains("Block count:              2048");
        int freeBlock = 2047;
        assertThat(Programs.run("debugfs", "-R", "testb " + freeBlock, image.toString()))
                .contains("not in use");
        disk.fill((1 << 20) + freeBlock * 4096, 4096);
        InspectedDisk found = DiskInspector.inspect(disk.disk());
        assertThat(found.layout().warnings()).isEmpty();
        assertThat(found.layout().partitions().get(0).content()).isEqualTo("ext4");
        assertThat(found.used().intersects((1 << 20) + freeBlock * 4096L, 4096)).isFalse();
        AllocationMap.Builder outside = AllocationMap.builder(16 << 20);
        outside.add(0, 1 << 20);
        outside.add(9 << 20, 7 << 20);
        assertThat(found.used().intersect(outside.build())).isEqualTo(outside.build());
        assertThat(found.layout().partitions().get(0).usedBytes())
                .isEqualTo(found.layout().usedBytes() - (8 << 20) + 4096);
        assertThat(found.layout().usedBytes())
                .isEqualTo(found.used().usedBytes())
                .isLessThan(10 << 20);
    }

    @Test
    @RequiresTool("mkfs.ext4")
    void inspect_ofAFileSystemWithoutATable_usesItsMap(@TempDir Path directory) throws Exception {
        Path image = directory.resolve("fs");
        Programs.run("mkfs.ext4", "-q", image.toString(), "64M");
        try (BlockSource disk = new MemoryDisk(Files.readAllBytes(image))) {
            InspectedDisk found = DiskInspector.inspect(disk);
            assertThat(found.layout().partitionTable()).isEqualTo(PartitionTable.NONE);
            assertThat(found.layout().partitions()).isEmpty();
            assertThat(found.layout().warnings())
                    .containsExactly("the disk has no partition table; it holds ext4 as a whole");
            assertThat(found.used().intersects(0, 4096)).isTrue();
            assertThat(found.layout().usedBytes()).isLessThan(8 << 20);
        }
    }

    /** Memory and time must not grow with the size of a disk that holds little. */
    @Test
    @RequiresTool({"sgdisk", "mkfs.ext4"})
    void inspect_ofATebibyte_findsTheLittleThatIsThere(@TempDir Path directory) throws Exception {
        Path image = directory.resolve("disk");
        RawTarget.create(image, 1L << 40).close();
        Programs.run("sgdisk", "-n", "1:2048:+1M", "-t", "1:EF02", "-n", "2:8192:0", image.toString());
        long blocks = ((1L << 40) - (8 << 20)) / 4096;
        Programs.run("mkfs.ext4", "-q", "-E", "offset=4194304", image.toString(), Long.toString(blocks));
        try (BlockSource disk = DiskImages.open(image)) {
            InspectedDisk found = DiskInspector.inspect(disk);
            assertThat(found.layout().partitions()).hasSize(2);
            assertThat(found.layout().partitions().get(1).content()).isEqualTo("ext4");
            assertThat(found.layout().firmware()).isEqualTo(Firmware.BIOS);
            assertThat(found.layout().warnings()).isEmpty();
            assertThat(found.used().count()).isLessThan(20_000);
            assertThat(found.layout().usedBytes()).isLessThan(20L << 30);
        }
    }

    /** A member of a mirror whose superblock lies at its end looks like a plain file system, and is one, perhaps an old one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @RequiresTool("mkfs.ext4")
    void inspect_ofAMemberOfAMirror_countsItInFull(boolean inPartition, @TempDir Path directory) throws Exception {
        Path image = directory.resolve("fs");
        Programs.run("mkfs.ext4", "-q", image.toString(), "7M");
        byte[] member = Arrays.copyOf(Files.readAllBytes(image), 8 << 20);
        Arrays.fill(member, 4 << 20, 7 << 20, (byte) 7);
        for (boolean old : new boolean[] {true, false}) {
            byte[] marked = member.clone();
            RaidDisk raid = old
                    ? new RaidDisk(marked).version0(1, ByteOrder.LITTLE_ENDIAN)
                    : new RaidDisk(marked).version1(0, 1, "root");
            byte[] content = raid.content;
            if (inPartition) {
                TestDisk disk = new TestDisk(16 << 20).mbrEntry(0, 0, 0xfd, 2048, (8 << 20) / 512);
                System.arraycopy(content, 0, disk.content, 1 << 20, content.length);
                content = disk.content;
            }
            InspectedDisk found = DiskInspector.inspect(new MemoryDisk(content));
            int start = inPartition ? 1 << 20 : 0;
            assertThat(found.used().extents(start + (4 << 20), 3 << 20))
                    .containsExactly(Extent.data(start + (4 << 20), 3 << 20));
            assertThat(found.layout().warnings())
                    .hasSize(1)
                    .allMatch(w -> w.contains("a part of an md array of RAID1"));
            assertThat(found.devices()).allMatch(device -> device.tree().isEmpty());
        }
    }

    /** The table of an array of disks reaches farther than one of its disks. */
    @Test
    void inspect_ofADiskOfAStripedArray_countsItInFull() {
        TestDisk disk = new TestDisk(SIZE).fill(100_000, 5000).mbrEntry(0, 0, 0x83, 2048, 12_000);
        new RaidDisk(disk.content).version1(0, 0, "data");
        InspectedDisk found = DiskInspector.inspect(disk.disk());
        assertThat(found.layout().partitionTable()).isEqualTo(PartitionTable.NONE);
        assertThat(found.layout().warnings()).hasSize(1).allMatch(w -> w.contains("an md array of RAID0, data"));
        assertThat(found.layout().content()).contains("mdraid");
        String array = found.layout().partOf().orElseThrow();
        assertThat(array).startsWith("md array ");
        assertThat(found.used().intersects(100_000, 5000)).isTrue();
        disk.mbrEntry(0, 0, 0x83, 2048, 2048);
        DiskLayout layout = DiskInspector.inspect(disk.disk()).layout();
        assertThat(layout.warnings())
                .containsExactly(
                        "partition 1 (unknown) counts as used in full: the disk as a whole bears the mark of an md "
                                + "array of RAID0, data");
        assertThat(layout.partOf()).contains(array);
    }

    @ParameterizedTest
    @CsvSource({
        "42, 'it belongs to Windows dynamic disks, whose volumes are not understood'",
        "83, 'its first sector holds a partition table, too'"
    })
    @RequiresTool("mkfs.ext4")
    void inspect_ofAFileSystemThatMayBeStale_countsItInFull(String type, String reason, @TempDir Path directory)
            throws Exception {
        Path image = directory.resolve("fs");
        Programs.run("mkfs.ext4", "-q", image.toString(), "2M");
        TestDisk disk = new TestDisk(SIZE).mbrEntry(0, 0, Integer.parseInt(type, 16), 2048, 4096);
        byte[] fileSystem = Files.readAllBytes(image);
        System.arraycopy(fileSystem, 0, disk.content, 1 << 20, fileSystem.length);
        if (type.equals("83")) {
            disk.mbrEntry(2048, 0, 0x83, 63, 1000);
        }
        DiskLayout layout = DiskInspector.inspect(disk.disk()).layout();
        assertThat(layout.warnings()).hasSize(1).allMatch(w -> w.startsWith("partition 1 (ext") && w.endsWith(reason));
        assertThat(layout.partitions().get(0).partOf())
                .isEqualTo(type.equals("42") ? Optional.of("Windows dynamic disks") : Optional.empty());
    }

    /** mke2fs takes another device for the journal only if it is a block device, so that is written by hand. */
    @Test
    @RequiresTool("mke2fs")
    void inspect_ofAJournalOnAnotherDevice_knowsThatBothBelongTogether(@TempDir Path directory) throws Exception {
        String uuid = "6c1d9a57-0b4f-4f0e-9a57-2f4a1c1d7e10";
        Path journal = directory.resolve("journal");
        Programs.run("mke2fs", "-q", "-O", "journal_dev", "-U", uuid, "-b", "1024", journal.toString(), "4M");
        Path image = directory.resolve("fs");
        Programs.run("mke2fs", "-q", "-t", "ext4", "-O", "^metadata_csum", image.toString(), "8M");
        byte[] fileSystem = Files.readAllBytes(image);
        assertThat(DiskInspector.inspect(new MemoryDisk(fileSystem)).layout().partOf())
                .isEmpty();
        ByteBuffer bytes = ByteBuffer.wrap(fileSystem);
        bytes.putInt(1024 + 0xe0, 0);
        bytes.put(1024 + 0xd0, HexFormat.of().parseHex(uuid.replace("-", "")));

        assertThat(List.of(fileSystem, Files.readAllBytes(journal)))
                .allSatisfy(content -> assertThat(DiskInspector.inspect(new MemoryDisk(content))
                                .layout()
                                .partOf())
                        .contains("ext journal " + uuid));
    }
}
