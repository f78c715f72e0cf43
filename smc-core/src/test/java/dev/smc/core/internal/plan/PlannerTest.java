package dev.smc.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.ModelJson;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.SkippedItem;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.TargetPartition;
import dev.smc.spi.cloud.CloudCapabilities;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every way in which a plan can be wrong, and what it comes to if it is not. */
class PlannerTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final String LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    private static final CloudCapabilities FREE =
            CloudCapabilities.of(c -> c.growableFileSystems(Set.of("ext4", "ntfs")));
    private static final CloudCapabilities ECS = FREE.toBuilder()
            .minDiskBytes(20 * GIB)
            .maxDiskBytes(32768 * GIB)
            .minSystemDiskBytes(20 * GIB)
            .maxSystemDiskBytes(2048 * GIB)
            .diskSizeUnit(GIB)
            .build();

    private static PartitionInfo part(int index, long startMib, long mib, String content) {
        return PartitionInfo.of(p -> p.index(index)
                .startBytes(startMib * MIB)
                .sizeBytes(mib * MIB)
                .type(LINUX)
                .content(content)
                .contentBytes(mib * MIB)
                .usedBytes(mib * MIB / 2));
    }

    private static PartitionInfo mbr(PartitionInfo part) {
        return part.toBuilder().type("83").build();
    }

    private static PartitionInfo role(PartitionInfo part, PartitionRole role) {
        return part.toBuilder().role(role).build();
    }

    private static DiskLayout disk(PartitionTable table, long mib, PartitionInfo... parts) {
        return DiskLayout.of(d -> d.format("raw")
                .sizeBytes(mib * MIB)
                .partitionTable(table)
                .addPartitions(parts)
                .usedBytes(MIB)
                .firmware(Firmware.BIOS));
    }

    private static SourceServer server(DiskLayout... layouts) {
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
    private static final SourceServer SERVER = server(
            disk(
                    PartitionTable.GPT,
                    1024,
                    role(part(1, 1, 100, "ext4"), PartitionRole.BOOT),
                    role(part(2, 101, 400, "ext4"), PartitionRole.SYSTEM),
                    part(3, 501, 100, "swap"),
                    part(4, 601, 200, "ext4")),
            disk(PartitionTable.GPT, 1024, part(1, 1, 500, "ext4"), part(2, 501, 100, "mdraid")),
            disk(PartitionTable.MBR, 512, mbr(part(1, 1, 100, "ext4")), mbr(part(2, 101, 100, "ntfs"))));

    private static TargetLayout plan(
            SourceServer source, CloudCapabilities cloud, Consumer<PartitionPlan.Builder> plan) {
        return Planner.plan(source, PartitionPlan.of(source, plan), cloud, "moon");
    }

    private static List<Violation> violations(
            SourceServer source, CloudCapabilities cloud, Consumer<PartitionPlan.Builder> plan) {
        InvalidSpecException e = catchThrowableOfType(InvalidSpecException.class, () -> plan(source, cloud, plan));
        assertThat(e).as("the plan is refused").isNotNull();
        return e.violations();
    }

    private static void refused(String path, String message, Consumer<PartitionPlan.Builder> plan) {
        assertThat(violations(SERVER, FREE, plan)).containsExactly(new Violation(path, message));
    }

    private static Consumer<PlannedPartition.Builder> size(long mib) {
        return p -> p.size(mib * MIB);
    }

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
                        "partition 4 of disk 0 becomes partition 4 of disk 2: what names it by device instead of UUID"
                                + " or label will not find it");
    }

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
    void plan_smallerThanWhatIsUsed_isRefused() {
        refused(
                "plan.disk 1.partition 1",
                "is to have 104857600 bytes, but 262144000 are in use; give it at least 524288000",
                p -> p.disk(1, d -> d.partition(1, size(100))));
    }

    @Test
    void plan_smallerThanTheFileSystem_isRefused() {
        refused(
                "plan.disk 1.partition 1",
                "is to have 419430400 bytes, but its ext4 spans 524288000; make that smaller on the source first, or give the"
                        + " partition at least 524288000 bytes: files are not copied into a smaller file system yet",
                p -> p.disk(1, d -> d.partition(1, size(400))));
    }

    @Test
    void plan_smallerWhereTheFileSystemAlreadyFits_isTaken() {
        SourceServer shrunk = server(disk(
                PartitionTable.GPT,
                1024,
                part(1, 1, 500, "ext4").toBuilder().contentBytes(300 * MIB).build()));
        assertThat(plan(shrunk, FREE, p -> p.disk(0, d -> d.size(400 * MIB).partition(1, size(300))))
                        .disks()
                        .get(0)
                        .partitions()
                        .get(0)
                        .sizeBytes())
                .isEqualTo(300 * MIB);
    }

    @Test
    void plan_smallerWhereNobodyKnowsHowFarItReaches_isRefused() {
        SourceServer unknown = server(disk(
                PartitionTable.GPT,
                1024,
                part(1, 1, 500, "xfs").toBuilder()
                        .contentBytes(OptionalLong.empty())
                        .build()));
        assertThat(violations(unknown, FREE, p -> p.disk(0, d -> d.partition(1, size(400)))))
                .containsExactly(new Violation(
                        "plan.disk 0.partition 1",
                        "cannot be smaller than 524288000 bytes: how far its xfs reaches is not known"));
    }

    @Test
    void plan_ofAnotherSizeForWhatIsNotUnderstood_isRefused() {
        refused(
                "plan.disk 1.partition 2",
                "its size cannot change, because what is in it (mdraid) is not understood well enough; leave it at 104857600"
                        + " bytes",
                p -> p.disk(1, d -> d.partition(2, size(200))));
    }

    @Test
    void plan_ofSizesThatAreNoSectors_isRefused() {
        refused(
                "plan.disk 1.partition 1",
                "must have a positive multiple of 512 bytes, but is to have 524288001",
                p -> p.disk(1, d -> d.partition(1, r -> r.size(500 * MIB + 1))));
        refused(
                "plan.disk 1.partition 1",
                "must have a positive multiple of 512 bytes, but is to have -512",
                p -> p.disk(1, d -> d.partition(1, r -> r.size(-512))));
        refused(
                "plan.disk 1",
                "must have a positive multiple of 512 bytes, but is to have 1073741825",
                p -> p.disk(1, d -> d.size(GIB + 1)));
    }

    @Test
    void plan_beyondTheDisk_isRefused() {
        refused(
                "plan.disk 1",
                "its partitions end at byte 1153433600, beyond the 1073724928 that a disk of 1073741824 bytes has for them;"
                        + " give it at least 1154482176 bytes, make partitions smaller, or move some to another disk",
                p -> p.disk(1, d -> d.partition(1, size(999))));
    }

    @Test
    void plan_beyondWhatMbrCanDescribe_isRefused() {
        assertThat(violations(
                        SERVER, FREE, p -> p.disk(2, d -> d.size(4096 * GIB).partition(2, r -> r.size(3000 * GIB)))))
                .containsExactly(new Violation(
                        "plan.disk 2",
                        "its partitions end at byte 3221331378176, but an MBR cannot describe what lies beyond 2199023255040;"
                                + " make them smaller, or move some to a GPT disk"));
    }

    @Test
    void plan_ofSizesThatTheCloudDoesNotMake_isRefused() {
        assertThat(violations(SERVER, ECS, p -> p.disk(0, d -> d.size(10 * GIB)).disk(1, d -> d.size(40_000 * GIB))))
                .containsExactly(
                        new Violation(
                                "plan.disk 0",
                                "is to have 10737418240 bytes, but region moon makes system disks of 21474836480 to"
                                        + " 2199023255552; choose a size between"),
                        new Violation(
                                "plan.disk 1",
                                "is to have 42949672960000 bytes, but region moon makes data disks of 21474836480 to"
                                        + " 35184372088832; choose a size between"));
    }

    @Test
    void plan_ofSizesTheCloudRoundsUp_saysWhatItMakes() {
        TargetLayout layout = plan(SERVER, ECS, p -> p.disk(1, d -> d.size(25 * GIB + 512)));
        assertThat(layout.disks()).extracting(d -> d.sizeBytes()).containsExactly(20 * GIB, 26 * GIB, 20 * GIB);
    }

    @Test
    void plan_ofADiskTooLargeForTheCloud_isRefused() {
        SourceServer large = server(disk(PartitionTable.NONE, 3 << 20));
        assertThat(violations(large, ECS, p -> {}))
                .containsExactly(new Violation(
                        "target.region",
                        "disk 0 has 3298534883328 bytes, but region moon makes system disks of at most 2199023255552; choose"
                                + " another region, or plan a smaller disk"));
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
    void plan_thatLeavesOutAndMovesAtOnce_isRefused() {
        refused(
                "plan.disk 0.partition 4",
                "is to be left out, but also to move to disk 1; decide for one",
                p -> p.disk(0, d -> d.partition(4, r -> r.leaveOut().moveTo(1))));
    }

    @Test
    void plan_ofASmallerDiskWithoutTable_isRefused() {
        SourceServer source = server(disk(PartitionTable.NONE, 1024));
        assertThat(violations(source, FREE, p -> p.disk(0, d -> d.size(GIB / 2))))
                .containsExactly(new Violation(
                        "plan.disk 0",
                        "is to have 536870912 bytes, but has no partition table, and what is on it has 1073741824; give it at"
                                + " least as many"));
        assertThat(plan(source, FREE, p -> p.disk(0, d -> d.size(2 * GIB))).notes())
                .hasSize(1);
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

    private static PartitionInfo member(int index, long start, String group) {
        return part(index, start, 100, "lvm2").toBuilder()
                .partOf("volume group " + group)
                .build();
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
        assertThat(e)
                .hasMessage(
                        "plan: no partition is known to be mounted at /home; name it by disk and number; correct it and"
                                + " try again");
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
