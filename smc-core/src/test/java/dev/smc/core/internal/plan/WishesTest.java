package dev.smc.core.internal.plan;

import static dev.smc.core.internal.plan.PlanFixtures.FREE;
import static dev.smc.core.internal.plan.PlanFixtures.GIB;
import static dev.smc.core.internal.plan.PlanFixtures.SERVER;
import static dev.smc.core.internal.plan.PlanFixtures.disk;
import static dev.smc.core.internal.plan.PlanFixtures.member;
import static dev.smc.core.internal.plan.PlanFixtures.part;
import static dev.smc.core.internal.plan.PlanFixtures.plan;
import static dev.smc.core.internal.plan.PlanFixtures.refused;
import static dev.smc.core.internal.plan.PlanFixtures.server;
import static dev.smc.core.internal.plan.PlanFixtures.size;
import static dev.smc.core.internal.plan.PlanFixtures.violations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.SourceServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans that leave out, move or name what they cannot. */
class WishesTest {
    @Test
    void plan_ofAnUnknownDisk_isRefused() {
        refused("plan.disk 7", "there is no such disk; the source has disks 0 to 2", p -> p.disk(7, d -> d.size(GIB)));
    }

    @Test
    void plan_ofAnUnknownPartition_isRefused() {
        refused(
                "plan.disk 1.partition 9",
                "there is no such partition; the disk has [1, 2]",
                p -> p.disk(1, d -> d.partition(9, size(10))));
    }

    @Test
    void plan_namingThingsTwice_isRefused() {
        PartitionPlan plan = PartitionPlan.of(SERVER);
        DiskPlan disk = plan.disks().get(1);
        PartitionPlan twice = plan.toBuilder()
                .addDisk(disk)
                .disks(List.of(
                        plan.disks().get(0),
                        disk.toBuilder().addPartition(disk.partitions().get(0)).build(),
                        plan.disks().get(2),
                        plan.disks().get(2)))
                .build();
        InvalidSpecException e =
                catchThrowableOfType(InvalidSpecException.class, () -> Planner.plan(SERVER, twice, FREE, "moon"));
        assertThat(e.violations())
                .contains(
                        new Violation("plan.disk 2", "is planned twice; plan it once"),
                        new Violation("plan.disk 1.partition 1", "is planned twice; plan it once"));
    }

    @Test
    void plan_thatIsNotWhole_isRefused() {
        PartitionPlan whole = PartitionPlan.of(SERVER);
        PartitionPlan parts = whole.toBuilder()
                .disks(List.of(
                        whole.disks().get(0),
                        whole.disks().get(1).toBuilder().partitions(List.of()).build()))
                .build();
        InvalidSpecException e =
                catchThrowableOfType(InvalidSpecException.class, () -> Planner.plan(SERVER, parts, FREE, "moon"));
        assertThat(e.violations())
                .contains(
                        new Violation("plan.disk 2", "is not planned; a plan names every disk, also one left out"),
                        new Violation(
                                "plan.disk 1.partition 1",
                                "is not planned; a plan names every partition, also one left out"));
    }

    @Test
    void plan_withoutSystemDisk_isRefused() {
        assertThat(violations(SERVER, FREE, p -> p.disk(0, DiskPlan.Builder::leaveOut)))
                .contains(new Violation("plan.disk 0", "is the system disk and cannot be left out"));
    }

    @Test
    void plan_withoutBootPartition_isRefused() {
        refused(
                "plan.disk 0.partition 1",
                "is a boot partition, without which the server does not start; leave it on disk 0",
                p -> p.disk(0, d -> d.partition(1, PlannedPartition.Builder::leaveOut)));
    }

    @Test
    void plan_thatMovesTheSystemToAnotherDisk_isRefused() {
        refused(
                "plan.disk 0.partition 2",
                "is a system partition, without which the server does not start; leave it on disk 0",
                p -> p.disk(0, d -> d.partition(2, r -> r.moveTo(1))));
    }

    @Test
    void plan_thatMovesTheSystemOnItsDisk_isRefused() {
        refused(
                "plan.disk 0.partition 2",
                "is a system partition, and would have to start at byte 158334976 instead of 105906176, but the server may not"
                        + " start then; put what grows behind it, or on another disk",
                p -> p.disk(0, d -> d.partition(1, size(150))));
    }

    @Test
    void plan_withMoreDataDisksThanAServerCanHave_isRefused() {
        assertThat(violations(SERVER, FREE, p -> {
                    for (int i = 3; i < 18; i++) {
                        p.disk(i, d -> d.size(GIB));
                    }
                }))
                .contains(new Violation("plan", "has 17 data disks, but a server can have at most 16; leave some out"));
    }

    @Test
    void plan_thatMovesToNowhere_isRefused() {
        refused(
                "plan.disk 0.partition 4",
                "is to move to disk 9, which there is not; choose one of [0, 1, 2]",
                p -> p.disk(0, d -> d.partition(4, r -> r.moveTo(9))));
        refused(
                "plan.disk 0.partition 4",
                "is to move to disk 1, which is left out; choose one of [0, 2]",
                p -> p.disk(0, d -> d.partition(4, r -> r.moveTo(1))).disk(1, DiskPlan.Builder::leaveOut));
    }

    @Test
    void plan_thatMovesToADiskWithoutTable_isRefused() {
        SourceServer source =
                server(disk(PartitionTable.GPT, 1024, part(1, 1, 100, "ext4")), disk(PartitionTable.NONE, 1024));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.partition(1, r -> r.moveTo(1)))))
                .containsExactly(new Violation(
                        "plan.disk 0.partition 1",
                        "is to move to disk 1, which has no partition table; choose another disk"));
    }

    @Test
    void plan_thatMovesBetweenSizesOfSectors_isRefused() {
        SourceServer source = server(
                disk(PartitionTable.GPT, 1024, part(1, 1, 100, "ext4")),
                disk(PartitionTable.GPT, 1024).toBuilder().sectorSize(4096).build());
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.partition(1, r -> r.moveTo(1)))))
                .containsExactly(
                        new Violation(
                                "plan.disk 0.partition 1",
                                "is to move to disk 1, which has sectors of 4096 bytes instead of 512; choose a disk with the same"));
    }

    @Test
    void plan_thatMovesATypeWithoutLike_isRefused() {
        SourceServer source = server(
                disk(
                        PartitionTable.GPT,
                        1024,
                        part(1, 1, 100, "ext4").toBuilder()
                                .type("DE94BBA4-06D1-4D40-A16A-BFD50179D6AC")
                                .build()),
                disk(PartitionTable.MBR, 1024));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.partition(1, r -> r.moveTo(1)))))
                .containsExactly(new Violation(
                        "plan.disk 0.partition 1",
                        "is to move to disk 1, whose table is MBR, but its type DE94BBA4-06D1-4D40-A16A-BFD50179D6AC has no"
                                + " like there; choose a disk with GPT"));
    }

    @Test
    void plan_thatLeavesOutAndMovesAtOnce_isRefused() {
        refused(
                "plan.disk 0.partition 4",
                "is to be left out, but also to move to disk 1; decide for one",
                p -> p.disk(0, d -> d.partition(4, r -> r.leaveOut().moveTo(1))));
    }

    @Test
    void plan_thatTearsWhatLiesOnSeveralPartitionsOrDisks_isRefused() {
        DiskLayout whole = disk(PartitionTable.NONE, 1024).toBuilder()
                .content("lvm2")
                .partOf("volume group vg")
                .build();
        SourceServer source = server(
                disk(PartitionTable.GPT, 1024, part(1, 1, 100, "ext4"), member(2, 101, "vg"), member(3, 201, "other")),
                disk(PartitionTable.GPT, 1024, member(1, 1, "vg")),
                whole);
        assertThat(violations(source, FREE, p -> p.disk(2, DiskPlan.Builder::leaveOut)))
                .containsExactly(new Violation(
                        "plan",
                        "leaves out of volume group vg: disk 2, but keeps partition 2 of disk 0, partition 1 of disk 1;"
                                + " leave out all of it or nothing"));
        assertThat(violations(
                        source,
                        FREE,
                        p -> p.disk(0, d -> d.partition(2, PlannedPartition.Builder::leaveOut))
                                .disk(1, DiskPlan.Builder::leaveOut)))
                .containsExactly(new Violation(
                        "plan",
                        "leaves out of volume group vg: partition 2 of disk 0, partition 1 of disk 1, but keeps disk 2;"
                                + " leave out all of it or nothing"));
        assertThat(plan(
                                source,
                                FREE,
                                p -> p.disk(0, d -> d.partition(2, PlannedPartition.Builder::leaveOut))
                                        .disk(1, DiskPlan.Builder::leaveOut)
                                        .disk(2, DiskPlan.Builder::leaveOut))
                        .disks())
                .hasSize(1);
        assertThat(plan(source, FREE, p -> p.disk(1, d -> d.partition(1, r -> r.moveTo(0))))
                        .disks())
                .hasSize(3);
    }
}
