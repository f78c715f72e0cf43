package dev.smc.core.internal.plan;

import static dev.smc.core.internal.plan.PlanFixtures.ECS;
import static dev.smc.core.internal.plan.PlanFixtures.FREE;
import static dev.smc.core.internal.plan.PlanFixtures.GIB;
import static dev.smc.core.internal.plan.PlanFixtures.MIB;
import static dev.smc.core.internal.plan.PlanFixtures.SERVER;
import static dev.smc.core.internal.plan.PlanFixtures.disk;
import static dev.smc.core.internal.plan.PlanFixtures.mbr;
import static dev.smc.core.internal.plan.PlanFixtures.part;
import static dev.smc.core.internal.plan.PlanFixtures.plan;
import static dev.smc.core.internal.plan.PlanFixtures.role;
import static dev.smc.core.internal.plan.PlanFixtures.server;
import static dev.smc.core.internal.plan.PlanFixtures.size;
import static dev.smc.core.internal.plan.PlanFixtures.violations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.SkippedItem;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.TargetPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What plans come to, and what is wrong with tables and whole plans. */
class PlannerTest {
    @Test
    void plan_ofNoChange_isTheSource() {
        TargetLayout layout = plan(SERVER, FREE, p -> {});
        assertThat(layout.disks()).hasSize(3).noneMatch(d -> d.changed());
        assertThat(layout.skipped()).isEmpty();
        assertThat(layout.notes()).isEmpty();
    }

    @Test
    void plan_withALargerPartition_movesOnlyWhatIsInTheWay() {
        TargetLayout layout = plan(SERVER, FREE, p -> p.disk(0, d -> d.partition(3, size(150))));
        assertThat(layout.disks().get(0).partitions())
                .extracting(TargetPartition::startBytes)
                .containsExactly(MIB, 101 * MIB, 501 * MIB, 651 * MIB);
        assertThat(layout.notes())
                .containsExactly(
                        "partition 3 of disk 0: its swap does not fill the larger partition: the receiver cannot make"
                                + " it larger; do that in the guest");
    }

    @Test
    void plan_withThingsLeftOut_namesThem() {
        TargetLayout layout = plan(
                SERVER,
                FREE,
                p -> p.disk(0, d -> d.partition(3, PlannedPartition.Builder::leaveOut))
                        .disk(2, DiskPlan.Builder::leaveOut));
        assertThat(layout.skipped())
                .containsExactlyInAnyOrder(
                        SkippedItem.of(s -> s.name("partition 3 of disk 0").reason("left out by the plan")),
                        SkippedItem.of(s -> s.name("disk 2").reason("left out by the plan")));
    }

    @Test
    void plan_whoseFileSystemShallNotGrow_saysSo() {
        TargetLayout layout = plan(
                SERVER,
                FREE,
                p -> p.disk(0, d -> d.partition(4, r -> r.size(300 * MIB).fill(false))));
        assertThat(layout.disks().get(0).partitions()).noneMatch(TargetPartition::grows);
        assertThat(layout.notes())
                .containsExactly(
                        "partition 4 of disk 0: its ext4 does not fill the larger partition, as the plan says");
    }

    @Test
    void plan_fromGptToMbr_translatesTypeAndNumber() {
        TargetLayout layout = plan(SERVER, FREE, p -> p.disk(0, d -> d.partition(4, r -> r.moveTo(2))));
        assertThat(layout.disks().get(2).partitions())
                .extracting(TargetPartition::index, TargetPartition::fromDisk, TargetPartition::fromIndex)
                .contains(org.assertj.core.groups.Tuple.tuple(4, 0, 4));
        assertThat(layout.notes())
                .containsExactly(
                        "partition 4 of disk 0 becomes partition 4 of disk 2: what names it by device or PARTUUID instead of"
                                + " UUID or label will not find it");
    }

    @Test
    void plan_ofMorePartitionsThanTheTableTakes_isRefused() {
        SourceServer source = server(
                disk(PartitionTable.MBR, 1024, mbr(part(1, 1, 10, "ext4"))),
                disk(
                        PartitionTable.MBR,
                        1024,
                        mbr(part(1, 1, 10, "ext4")),
                        mbr(part(2, 11, 10, "ext4")),
                        mbr(part(3, 21, 10, "ext4")),
                        mbr(part(5, 42, 10, "ext4"))));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.partition(1, r -> r.moveTo(1)))))
                .contains(new Violation(
                        "plan.disk 0.partition 1",
                        "is to move to disk 1, whose MBR table has all its 4 partitions; choose another disk"));
    }

    @Test
    void plan_thatBreaksTheExtendedPartition_isRefused() {
        SourceServer source = server(disk(
                PartitionTable.MBR,
                1024,
                mbr(part(1, 1, 10, "ext4")),
                mbr(part(5, 42, 10, "ext4")),
                role(mbr(part(6, 62, 10, "ext4")), PartitionRole.SYSTEM)));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.order(5, 1, 6))))
                .contains(new Violation(
                        "plan.disk 0.partition 1",
                        "would lie between logical partitions, which must lie together; put it before or behind them"));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.partition(5, PlannedPartition.Builder::leaveOut))))
                .containsExactly(
                        new Violation(
                                "plan.disk 0.partition 6",
                                "would become partition 5, but the server may not start then; keep the logical partitions before it"));
    }

    @Test
    void plan_whereTheBootLoaderCanMove_movesWhatTheServerStartsFrom() {
        DiskLayout layout = SERVER.disks().get(0).layout();
        SourceServer source = server(layout.toBuilder().relocatable(true).build());
        assertThat(plan(source, FREE, p -> p.disk(0, d -> d.order(2, 1, 3, 4).partition(2, size(450))))
                        .disks()
                        .get(0)
                        .partitions())
                .extracting(TargetPartition::index, TargetPartition::startBytes)
                .containsExactly(tuple(2, 101 * MIB), tuple(1, 551 * MIB), tuple(3, 651 * MIB), tuple(4, 751 * MIB));
    }

    @Test
    void plan_ofASmallerDiskWithoutTable_isRefused() {
        SourceServer source = server(disk(PartitionTable.NONE, 1024));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.size(GIB / 2))))
                .containsExactly(new Violation(
                        "plan.disk 0",
                        "is to have 536870912 bytes, but has no partition table, and what is on it has 1073741824; give it at"
                                + " least as many"));
    }

    /** Where there is no table, what is on the disk is found from its start or from its end. */
    @Test
    void plan_ofALargerDiskWithoutTable_dependsOnWhatItHolds() {
        DiskLayout disk = disk(PartitionTable.NONE, 1024);
        SourceServer plain = server(disk.toBuilder().content("ext4").build());
        assertThat(plan(plain, FREE, p -> p.disk(0, d -> d.size(2 * GIB))).notes())
                .hasSize(1);
        SourceServer member = server(disk.toBuilder().content("mdraid").build());
        assertThat(violations(member, FREE, p -> p.disk(0, d -> d.size(2 * GIB))))
                .containsExactly(new Violation(
                        "plan.disk 0",
                        "its size cannot change, because what is on it (mdraid) is not understood well enough; leave it at"
                                + " 1073741824 bytes"));
    }

    @Test
    void plan_forADiskThatMustStayAsItIs_isRefused() {
        SourceServer source = server(
                disk(PartitionTable.GPT, 1024, part(1, 1, 100, "ext4")).toBuilder()
                        .fixedBecause("it is odd")
                        .build(),
                disk(PartitionTable.GPT, 1024));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.size(2 * GIB))))
                .containsExactly(new Violation(
                        "plan.disk 0", "cannot be changed: it is odd; leave its size and partitions as they are"));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.partition(1, r -> r.moveTo(1)))))
                .contains(new Violation("plan.disk 0.partition 1", "cannot move: it is odd; leave it where it is"));
        assertThat(plan(source, FREE, p -> {}).disks()).noneMatch(d -> d.changed());
    }

    @Test
    void plan_wrongInManyWays_namesAllAtOnce() {
        assertThat(violations(
                        SERVER,
                        ECS,
                        p -> p.disk(
                                        0,
                                        d -> d.size(2 * GIB)
                                                .partition(1, PlannedPartition.Builder::leaveOut)
                                                .partition(9, size(1)))
                                .disk(1, d -> d.partition(1, size(100)).partition(2, size(50)))
                                .disk(5, DiskPlan.Builder::leaveOut)))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        "plan.disk 0",
                        "plan.disk 0.partition 1",
                        "plan.disk 0.partition 9",
                        "plan.disk 1.partition 1",
                        "plan.disk 1.partition 2",
                        "plan.disk 5");
    }

    @Test
    void plan_byAMountPath_findsThePartition() {
        SourceServer source = server(disk(
                PartitionTable.GPT,
                1024,
                part(1, 1, 100, "ext4").toBuilder().mountPath("/srv").build()));
        assertThat(plan(source, FREE, p -> p.partition("/srv", size(200)))
                        .disks()
                        .get(0)
                        .partitions()
                        .get(0)
                        .sizeBytes())
                .isEqualTo(200 * MIB);
        InvalidSpecException e = catchThrowableOfType(
                InvalidSpecException.class, () -> PartitionPlan.of(source, p -> p.partition("/home", size(200))));
        assertThat(e).hasMessage("plan: no partition is known to be mounted at /home; name it by disk and number");
    }

    /** What comes later has no option, and is refused as such. */
    @Test
    void json_withWhatIsNotThereYet_isRefused() {
        String json = ModelJson.write(PartitionPlan.of(SERVER));
        for (String option : List.of("lvm", "fileCopy")) {
            InvalidSpecException e = catchThrowableOfType(
                    InvalidSpecException.class,
                    () -> ModelJson.read(
                            json.replaceFirst("\"index\"", "\"" + option + "\":true,\"index\""), PartitionPlan.class));
            assertThat(e.violations().get(0).path()).isEqualTo("disks[0]." + option);
            assertThat(e.violations().get(0).message()).startsWith("is unknown; known are [");
        }
    }

    @Test
    void json_ofAPlan_comesBackEqual() {
        PartitionPlan plan = PartitionPlan.of(
                SERVER,
                p -> p.disk(0, d -> d.size(4 * GIB).order(1, 2, 4, 3))
                        .disk(1, d -> d.partition(1, r -> r.moveTo(2).fill(false))));
        assertThat(ModelJson.read(ModelJson.writeIndented(plan), PartitionPlan.class))
                .isEqualTo(plan);
    }
}
