package dev.smc.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetDisk;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.TargetPartition;
import dev.smc.core.internal.partition.GptWriter;
import dev.smc.spi.cloud.CloudCapabilities;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a plan says, it is refused, or what it comes to can be. */
class PlannerFuzzTest {
    private static final long MIB = 1 << 20;
    private static final int PLANS = 5_000;
    private static final CloudCapabilities ANY = CloudCapabilities.builder().build();

    @FuzzTest(maxDuration = "10m")
    void plan_ofAnyJson_isRefusedOrCanBe(byte[] json) {
        SourceServer server = server(new SplittableRandom(json.length % 7));
        try {
            check(server, ModelJson.read(new String(json, StandardCharsets.UTF_8), PartitionPlan.class));
        } catch (InvalidSpecException e) {
            assertThat(e.violations()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void plan_ofRandomChanges_isRefusedOrCanBe(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < PLANS; i++) {
            SourceServer server = server(random);
            PartitionPlan plan = PartitionPlan.of(server, p -> change(p, random));
            try {
                check(server, plan);
                accepted++;
            } catch (InvalidSpecException e) {
                assertThat(e.violations()).isNotEmpty();
            }
        }
        assertThat(accepted).isGreaterThan(PLANS / 20);
    }

    private static SourceServer server(SplittableRandom random) {
        return PlanFixtures.server(Stream.generate(() -> layout(random))
                .limit(random.nextInt(1, 4))
                .toArray(DiskLayout[]::new));
    }

    private static DiskLayout layout(SplittableRandom random) {
        PartitionTable table = List.of(PartitionTable.values()).get(random.nextInt(PartitionTable.values().length));
        List<PartitionInfo> partitions = new ArrayList<>();
        long position = 1;
        int most = table == PartitionTable.NONE ? 0 : random.nextInt(7);
        for (int i = 1; i <= most; i++) {
            boolean logical = table == PartitionTable.MBR && i > 3;
            int index = logical ? i + 1 : i;
            long start = position + random.nextInt(3) + (logical ? 1 : 0);
            long size = random.nextInt(1, 50);
            partitions.add(PartitionInfo.of(p -> p.index(index)
                    .startBytes(start * MIB)
                    .sizeBytes(size * MIB)
                    .type(table == PartitionTable.MBR ? "83" : "0FC63DAF-8483-4772-8E79-3D69D8477DE4")
                    .content(random.nextInt(4) == 0 ? "unknown" : "ext4")
                    .contentBytes(random.nextLong(1, size + 1) * MIB)
                    .role(random.nextInt(6) == 0 ? PartitionRole.BOOT : PartitionRole.NORMAL)
                    .usedBytes(0)));
            position = start + size;
        }
        long size = position + 1 + random.nextInt(20);
        return DiskLayout.of(l -> l.format("raw")
                .sizeBytes(size * MIB)
                .partitionTable(table)
                .partitions(partitions)
                .usedBytes(0)
                .firmware(Firmware.UNKNOWN));
    }

    private static void change(PartitionPlan.Builder plan, SplittableRandom random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            plan.disk(random.nextInt(3), disk -> change(disk, random));
        }
    }

    private static void change(DiskPlan.Builder disk, SplittableRandom random) {
        int partition = random.nextInt(1, 8);
        switch (random.nextInt(8)) {
            case 0 -> disk.leaveOut();
            case 1, 2 -> disk.size(random.nextInt(1, 600) * MIB + random.nextInt(2) * 512L);
            case 3 -> disk.partition(partition, PlannedPartition.Builder::leaveOut);
            case 4 -> disk.partition(partition, p -> p.moveTo(random.nextInt(4)));
            case 5 -> disk.order(partition, random.nextInt(1, 8));
            default -> disk.partition(partition, p -> p.size(random.nextInt(1, 100) * MIB));
        }
    }

    private static void check(SourceServer server, PartitionPlan plan) {
        TargetLayout layout = Planner.plan(server, plan, ANY, "moon");
        assertThat(layout.disks().get(0).index()).isZero();
        assertThat(layout.compare(server).lines()).allMatch(line -> line.length() <= 300);
        for (TargetDisk disk : layout.disks()) {
            boolean mbr = disk.partitionTable() == PartitionTable.MBR;
            long position = mbr || !disk.changed() ? 512 : GptWriter.firstUsable(512);
            for (TargetPartition partition : disk.partitions()) {
                boolean logical = mbr && partition.index() > 4;
                assertThat(partition.startBytes()).isGreaterThanOrEqualTo(position + (logical ? 512 : 0));
                assertThat(partition.sizeBytes()).isPositive();
                position = partition.startBytes() + partition.sizeBytes();
                checkPinned(server, disk, partition);
            }
            assertThat(position).isLessThanOrEqualTo(Math.max(512, disk.sizeBytes()));
            assertThat(disk.partitions().stream().map(TargetPartition::index).collect(Collectors.toSet()))
                    .hasSameSizeAs(disk.partitions());
        }
    }

    private static void checkPinned(SourceServer server, TargetDisk disk, TargetPartition partition) {
        PartitionInfo from = server.disks().get(partition.fromDisk()).layout().partitions().stream()
                .filter(p -> p.index() == partition.fromIndex())
                .findFirst()
                .orElseThrow();
        assertThat(partition.sizeBytes())
                .isGreaterThanOrEqualTo(
                        from.sizeBytes() == partition.sizeBytes()
                                ? 0
                                : from.contentBytes().orElseThrow());
        if (from.role() != PartitionRole.NORMAL) {
            assertThat(partition.fromDisk()).isEqualTo(disk.index());
            assertThat(partition.startBytes()).isEqualTo(from.startBytes());
            assertThat(partition.index()).isEqualTo(from.index());
        }
    }
}
