package dev.smc.core.internal.plan;

import static dev.smc.core.internal.plan.PlanFixtures.ECS;
import static dev.smc.core.internal.plan.PlanFixtures.FREE;
import static dev.smc.core.internal.plan.PlanFixtures.GIB;
import static dev.smc.core.internal.plan.PlanFixtures.MIB;
import static dev.smc.core.internal.plan.PlanFixtures.SERVER;
import static dev.smc.core.internal.plan.PlanFixtures.disk;
import static dev.smc.core.internal.plan.PlanFixtures.part;
import static dev.smc.core.internal.plan.PlanFixtures.plan;
import static dev.smc.core.internal.plan.PlanFixtures.refused;
import static dev.smc.core.internal.plan.PlanFixtures.server;
import static dev.smc.core.internal.plan.PlanFixtures.size;
import static dev.smc.core.internal.plan.PlanFixtures.violations;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetLayout;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Plans of sizes that cannot be. */
class ResizingTest {
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
}
