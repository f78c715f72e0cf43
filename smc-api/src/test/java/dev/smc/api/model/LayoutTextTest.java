package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayoutTextTest {
    private static PartitionInfo partition(int index, long startGib, long gib) {
        return PartitionInfo.of(p -> p.index(index)
                .startBytes(startGib << 30)
                .sizeBytes(gib << 30)
                .type("83")
                .content("ext4")
                .usedBytes(1));
    }

    private static SourceDisk disk(int index, long gib, PartitionInfo... partitions) {
        return SourceDisk.of(d -> d.index(index)
                .location(DiskLocation.of("/d" + index))
                .layout(DiskLayout.of(l -> l.format("raw")
                        .sizeBytes(gib << 30)
                        .partitionTable(PartitionTable.MBR)
                        .addPartitions(partitions)
                        .usedBytes(1)
                        .firmware(Firmware.BIOS))));
    }

    private static TargetPartition target(int index, long startGib, long gib, int fromDisk, int fromIndex) {
        return TargetPartition.of(p -> p.index(index)
                .startBytes(startGib << 30)
                .sizeBytes(gib << 30)
                .fromDisk(fromDisk)
                .fromIndex(fromIndex)
                .content("ext4")
                .label(index == 1 ? Optional.of("root") : Optional.empty())
                .grows(index == 1));
    }

    @Test
    void compare_ofADiskThatGrowsAndOneLeftOut_drawsBoth() {
        SourceServer source = SourceServer.of(s -> s.id("s-1")
                .name("web01")
                .description("")
                .state(SourceState.AVAILABLE)
                .disks(List.of(
                        disk(0, 36, partition(1, 1, 16), partition(2, 20, 8), partition(3, 30, 2)),
                        disk(1, 18, partition(1, 1, 4))))
                .registeredAt(Instant.EPOCH));
        TargetLayout layout = TargetLayout.of(t -> t.addDisk(TargetDisk.of(d -> d.index(0)
                        .sizeBytes(72L << 30)
                        .partitionTable(PartitionTable.MBR)
                        .changed(true)
                        .addPartitions(target(1, 1, 32, 0, 1), target(2, 33, 16, 0, 2), target(4, 50, 4, 1, 1))))
                .addSkipped(SkippedItem.of(i -> i.name("disk 1").reason("left out by the plan")))
                .addNote("mind the gap"));

        String text = layout.compare(source).replace(System.lineSeparator(), "\n");

        assertThat(text).isEqualTo("""
                        disk 0 (MBR): 36.0 GiB -> 72.0 GiB
                          before [.1===============...2=======..3=....]
                          after  [.1===============================2===============.4===..................]
                                      #        start       before        after  content    from, label
                          left out    3     30.0 GiB      2.0 GiB            -  ext4
                          grows       1      1.0 GiB     16.0 GiB     32.0 GiB  ext4       root
                          resized     2     33.0 GiB      8.0 GiB     16.0 GiB  ext4
                          moved       4     50.0 GiB      4.0 GiB      4.0 GiB  ext4       disk 1 partition 1
                        disk 1 (MBR): 18.0 GiB -> left out
                          before [....1===============....................................................]
                                      #        start       before        after  content    from, label
                        left out: disk 1: left out by the plan
                        note: mind the gap
                        """);
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void compare_ofADiskWithoutATable_showsWhatItHoldsAsAWhole() {
        DiskLayout whole = disk(0, 36).layout().toBuilder()
                .partitionTable(PartitionTable.NONE)
                .content("lvm2")
                .build();
        SourceServer source = SourceServer.of(s -> s.id("s-1")
                .name("web01")
                .description("")
                .state(SourceState.AVAILABLE)
                .addDisk(disk(0, 36).toBuilder().layout(whole).build())
                .registeredAt(Instant.EPOCH));
        TargetLayout layout = TargetLayout.of(t -> t.addDisk(TargetDisk.of(d -> d.index(0)
                .sizeBytes(72L << 30)
                .partitionTable(PartitionTable.NONE)
                .changed(true))));
        assertThat(layout.compare(source).replace(System.lineSeparator(), "\n")).isEqualTo("""
                        disk 0 (NONE): 36.0 GiB -> 72.0 GiB
                          before [====================================]
                          after  [====================================....................................]
                                      #        start       before        after  content    from, label
                          kept        -          0 B     36.0 GiB     36.0 GiB  lvm2
                        """);
    }
}
