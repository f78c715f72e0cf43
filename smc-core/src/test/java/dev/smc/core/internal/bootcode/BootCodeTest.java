package dev.smc.core.internal.bootcode;

import static dev.smc.core.internal.bootcode.BootDisk.FIRST;
import static dev.smc.core.internal.bootcode.BootDisk.MIB;
import static dev.smc.core.internal.bootcode.BootDisk.SECTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.bootcode.BootCode.Sector;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool("grub-mkimage")
class BootCodeTest {
    @TempDir
    Path temp;

    private static Map<Long, ByteBuffer> moved(BootDisk disk) {
        return BootCode.moved(disk.disk(), BootDisk.scheme(), BootDisk.moves()).stream()
                .collect(Collectors.toMap(
                        Sector::offset, s -> s.bytes().order(ByteOrder.LITTLE_ENDIAN), (a, b) -> a, TreeMap::new));
    }

    private static boolean isRelocatable(BootDisk disk) {
        return BootCode.isRelocatable(disk.disk(), BootDisk.scheme());
    }

    @Test
    void moved_grubInABiosBootPartition_findsItsPlaces() throws Exception {
        BootDisk disk = new BootDisk().grub(temp, 0, FIRST, FIRST + 1, 60);
        byte[] before = disk.bytes.array().clone();
        Map<Long, ByteBuffer> sectors = moved(disk);
        assertThat(sectors).containsOnlyKeys(0L, 8L * MIB);
        int target = 8 * MIB / SECTOR;
        assertThat(sectors.get(0L).getLong(92)).isEqualTo(target);
        assertThat(sectors.get(8L * MIB).getLong(500)).isEqualTo(target + 1);
        sectors.get(0L).putLong(92, FIRST);
        sectors.get(8L * MIB).putLong(500, FIRST + 1);
        assertThat(sectors.get(0L)).as("all else").isEqualTo(ByteBuffer.wrap(before, 0, SECTOR));
        assertThat(sectors.get(8L * MIB)).as("all else").isEqualTo(ByteBuffer.wrap(before, FIRST * SECTOR, SECTOR));
        assertThat(disk.bytes.array()).as("the source").isEqualTo(before);
    }

    @Test
    void moved_grubBeforeThePartitions_staysAsItIs() throws Exception {
        BootDisk disk = new BootDisk().grub(temp, 0, 1, 2, 60);
        Map<Long, ByteBuffer> sectors = moved(disk);
        assertThat(sectors).containsOnlyKeys(0L, (long) SECTOR);
        sectors.forEach((offset, bytes) ->
                assertThat(bytes).isEqualTo(ByteBuffer.wrap(disk.bytes.array(), offset.intValue(), SECTOR)));
    }

    @Test
    void moved_grubInFilesOfPartitions_findsEachPiece() throws Exception {
        int second = 4 * MIB / SECTOR;
        BootDisk disk = new BootDisk().grub(temp, 0, FIRST + 100, FIRST + 101, 3, FIRST + 700, 20, second + 9, 40);
        ByteBuffer list = moved(disk).get(8L * MIB + 100 * SECTOR);
        assertThat(List.of(list.getLong(500), list.getLong(488), list.getLong(476)))
                .containsExactly(8L * MIB / SECTOR + 101, 8L * MIB / SECTOR + 700, 2L * MIB / SECTOR + 9);
    }

    @Test
    void moved_grubOfAPartition_findsItsPlaces() throws Exception {
        BootDisk disk = new BootDisk().grub(temp, FIRST, FIRST + 10, FIRST + 11, 60);
        assertThat(moved(disk).get(8L * MIB).getLong(92)).isEqualTo(8L * MIB / SECTOR + 10);
    }

    @Test
    void moved_oldGrub_findsItsPlaces() {
        Map<Long, ByteBuffer> sectors = moved(new BootDisk().legacy(FIRST + 5, FIRST + 6, 200));
        assertThat(sectors.get(0L).getInt(68)).isEqualTo(8 * MIB / SECTOR + 5);
        assertThat(sectors.get(8L * MIB + 5 * SECTOR).getInt(504)).isEqualTo(8 * MIB / SECTOR + 6);
    }

    @Test
    void moved_whatDoesNotComeAlong_isLeftOut() throws Exception {
        assertThat(moved(new BootDisk().grub(temp, 0, 3 * FIRST, 3 * FIRST + 1, 60)))
                .as("between partitions")
                .isEmpty();
        assertThat(moved(new BootDisk().grub(temp, 0, 1, 2, FIRST)))
                .as("reaches into a partition")
                .isEmpty();
        assertThat(moved(new BootDisk().grub(temp, 0, 1, Integer.MAX_VALUE, 60)))
                .as("beyond the disk")
                .isEmpty();
    }

    @Test
    void isRelocatable_ofWhatIsUnderstood_isTrue() throws Exception {
        assertThat(isRelocatable(new BootDisk())).as("no program").isTrue();
        assertThat(isRelocatable(new BootDisk().grub(temp, 0, FIRST, FIRST + 1, 60)))
                .isTrue();
        assertThat(isRelocatable(new BootDisk().grub(temp, 0, 1, 2, 60))).isTrue();
        assertThat(isRelocatable(new BootDisk().legacy(1, 2, 20))).isTrue();
    }

    @Test
    void isRelocatable_ofOthers_isFalse() throws Exception {
        BootDisk other = new BootDisk();
        other.bytes.put(100, (byte) 1);
        assertThat(isRelocatable(other)).as("another program").isFalse();
        BootDisk twoDisks = new BootDisk().grub(temp, 0, FIRST, FIRST + 1, 60);
        twoDisks.bytes.put(100, (byte) 0x81);
        assertThat(isRelocatable(twoDisks)).as("the rest is on another disk").isFalse();
        BootDisk overwritten = new BootDisk().grub(temp, 0, FIRST, FIRST + 1, 60);
        overwritten.bytes.put(FIRST * SECTOR, new byte[SECTOR]);
        assertThat(isRelocatable(overwritten)).as("the rest is gone").isFalse();
        assertThat(isRelocatable(new BootDisk().grub(temp, 0, 3 * FIRST, 3 * FIRST + 1, 60)))
                .as("where partitions may come to lie")
                .isFalse();
    }
}
