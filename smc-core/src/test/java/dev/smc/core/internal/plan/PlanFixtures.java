package dev.smc.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import dev.smc.api.model.TargetLayout;
import dev.smc.spi.cloud.CloudCapabilities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A server to plan for, and what is asked of every plan. */
final class PlanFixtures {
    static final long MIB = 1 << 20;
    static final long GIB = 1 << 30;
    static final String LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    static final CloudCapabilities FREE = CloudCapabilities.of(c -> c.growableFileSystems(Set.of("ext4", "ntfs")));
    static final CloudCapabilities ECS = FREE.toBuilder()
            .minDiskBytes(20 * GIB)
            .maxDiskBytes(32768 * GIB)
            .minSystemDiskBytes(20 * GIB)
            .maxSystemDiskBytes(2048 * GIB)
            .diskSizeUnit(GIB)
            .build();

    static PartitionInfo part(int index, long startMib, long mib, String content) {
        return PartitionInfo.of(p -> p.index(index)
                .startBytes(startMib * MIB)
                .sizeBytes(mib * MIB)
                .type(LINUX)
                .content(content)
                .contentBytes(mib * MIB)
                .usedBytes(mib * MIB / 2));
    }

    static PartitionInfo mbr(PartitionInfo part) {
        return part.toBuilder().type("83").build();
    }

    static PartitionInfo role(PartitionInfo part, PartitionRole role) {
        return part.toBuilder().role(role).build();
    }

    static DiskLayout disk(PartitionTable table, long mib, PartitionInfo... parts) {
        return DiskLayout.of(d -> d.format("raw")
                .sizeBytes(mib * MIB)
                .partitionTable(table)
                .addPartitions(parts)
                .usedBytes(MIB)
                .firmware(Firmware.BIOS));
    }

    static SourceServer server(DiskLayout... layouts) {
        List<SourceDisk> disks = new ArrayList<>();
        for (DiskLayout layout : layouts) {
            int index = disks.size();
            disks.add(SourceDisk.of(
                    d -> d.index(index).location(DiskLocation.of("/d" + index)).layout(layout)));
        }
        return SourceServer.of(s -> s.id("s-1")
                .name("web01")
                .description("")
                .state(SourceState.AVAILABLE)
                .disks(disks)
                .registeredAt(Instant.EPOCH));
    }

    /** A system disk with /boot, root and swap, and two data disks. */
    static final SourceServer SERVER = server(
            disk(
                    PartitionTable.GPT,
                    1024,
                    role(part(1, 1, 100, "ext4"), PartitionRole.BOOT),
                    role(part(2, 101, 400, "ext4"), PartitionRole.SYSTEM),
                    part(3, 501, 100, "swap"),
                    part(4, 601, 200, "ext4")),
            disk(PartitionTable.GPT, 1024, part(1, 1, 500, "ext4"), part(2, 501, 100, "mdraid")),
            disk(PartitionTable.MBR, 512, mbr(part(1, 1, 100, "ext4")), mbr(part(2, 101, 100, "ntfs"))));

    static TargetLayout plan(SourceServer source, CloudCapabilities cloud, Consumer<PartitionPlan.Builder> plan) {
        return Planner.plan(source, PartitionPlan.of(source, plan), cloud, "moon");
    }

    static List<Violation> violations(
            SourceServer source, CloudCapabilities cloud, Consumer<PartitionPlan.Builder> plan) {
        InvalidSpecException e = catchThrowableOfType(InvalidSpecException.class, () -> plan(source, cloud, plan));
        assertThat(e).as("the plan is refused").isNotNull();
        return e.violations();
    }

    static void refused(String path, String message, Consumer<PartitionPlan.Builder> plan) {
        assertThat(violations(SERVER, FREE, plan)).containsExactly(new Violation(path, message));
    }

    static Consumer<PlannedPartition.Builder> size(long mib) {
        return p -> p.size(mib * MIB);
    }

    static PartitionInfo member(int index, long start, String group) {
        return part(index, start, 100, "lvm2").toBuilder()
                .partOf("volume group " + group)
                .build();
    }

    private PlanFixtures() {}
}
