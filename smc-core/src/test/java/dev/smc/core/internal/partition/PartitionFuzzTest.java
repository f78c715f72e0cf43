package dev.smc.core.internal.partition;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.PartitionInfo;
import dev.smc.core.internal.image.ImageFuzz;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.core.internal.inspect.InspectedDisk;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is in partition tables whose checksums are right, only the errors of this library come out, partitions are on the disk,
 * and a disk of which nothing is understood is in use as a whole.
 */
class PartitionFuzzTest {
    private static final int SIZE = 2 << 20;
    /** Zeros where a boot record is, so that none is recognised but ours. */
    private static final byte[] FILLED = new TestDisk(SIZE).fill(512, SIZE - 512).content;

    private static final int MBR_ENTRIES = 446;
    private static final int LOGICAL = 3000;

    @FuzzTest
    void inspect_ofAnyMbr_failsCleanlyIfAtAll(byte[] changes) {
        TestDisk disk = disk(512)
                .mbrEntry(0, 0, 0x83, 64, 100)
                .mbrEntry(0, 1, 0x05, LOGICAL, 900)
                .mbrEntry(LOGICAL, 0, 0x83, 8, 100)
                .mbrEntry(LOGICAL, 1, 0x05, 200, 200)
                .mbrEntry(LOGICAL + 200, 0, 0x82, 8, 100);
        int logical = LOGICAL * 512 + MBR_ENTRIES;
        ImageFuzz.change(disk.bytes(), new int[] {MBR_ENTRIES, logical, logical + 200 * 512}, changes);
        inspect(disk);
    }

    @FuzzTest
    void inspect_ofAnyGpt_failsCleanlyIfAtAll(byte[] changes) {
        changeGpt(512, changes);
    }

    @FuzzTest
    void inspect_ofAnyGptOfLargeSectors_failsCleanlyIfAtAll(byte[] changes) {
        changeGpt(4096, changes);
    }

    private static void changeGpt(int sectorSize, byte[] changes) {
        TestDisk disk = disk(sectorSize)
                .gptEntry(0, Guids.EFI, 64, 99, "esp")
                .gptEntry(1, Guids.LINUX, 100, 255, "root")
                .gpt();
        int backup = disk.backupSector() * sectorSize;
        int[] starts = {0, sectorSize, 2 * sectorSize, backup, backup - 32 * 512};
        ImageFuzz.change(disk.bytes(), starts, changes);
        seal(disk, sectorSize);
        seal(disk, backup);
        inspect(disk);
    }

    /** Makes the checksums of a header and of the entries that it points to right. */
    private static void seal(TestDisk disk, int header) {
        int sectorSize = disk.sectorSize();
        long start = disk.bytes().getLong(header + 72);
        long length = (long) disk.bytes().getInt(header + 80) * disk.bytes().getInt(header + 84);
        if (start >= 0 && start < SIZE / sectorSize && length >= 0 && length <= SIZE - start * sectorSize) {
            disk.bytes().putInt(header + 88, checksum(disk, (int) start * sectorSize, (int) length));
        }
        int headerLength = disk.bytes().getInt(header + 12);
        disk.bytes().putInt(header + 16, 0);
        disk.bytes().putInt(header + 16, checksum(disk, header, Math.min(Math.max(0, headerLength), SIZE - header)));
    }

    private static int checksum(TestDisk disk, int offset, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(disk.content, offset, length);
        return (int) checksum.getValue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void inspect_ofRandomChanges_failsCleanlyIfAtAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            byte[] changes = new byte[random.nextInt(5, 40)];
            random.nextBytes(changes);
            for (int at = 1; at < changes.length && random.nextBoolean(); at += 6) {
                // The starts of structures say most.
                changes[at] = 0;
            }
            inspect_ofAnyMbr_failsCleanlyIfAtAll(changes);
            inspect_ofAnyGpt_failsCleanlyIfAtAll(changes);
            inspect_ofAnyGptOfLargeSectors_failsCleanlyIfAtAll(changes);
        }
    }

    private static TestDisk disk(int sectorSize) {
        TestDisk disk = new TestDisk(SIZE, sectorSize);
        System.arraycopy(FILLED, 0, disk.content, 0, SIZE);
        return disk;
    }

    private static void inspect(TestDisk disk) {
        try {
            InspectedDisk found = DiskInspector.inspect(disk.disk());
            for (PartitionInfo partition : found.layout().partitions()) {
                if (partition.startBytes() < 0
                        || partition.sizeBytes() <= 0
                        || partition.startBytes() > SIZE - partition.sizeBytes()) {
                    throw new AssertionError("a partition that is not on the disk: " + partition);
                }
            }
            // No changes are enough for a file system.
            if (found.used().usedBytes() < SIZE - 4096) {
                throw new AssertionError("less is in use than the disk has: " + found);
            }
        } catch (MigrationException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("an error without a message", expected);
            }
        }
    }
}
