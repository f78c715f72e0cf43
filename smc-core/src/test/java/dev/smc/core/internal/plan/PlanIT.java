package dev.smc.core.internal.plan;

import static dev.smc.core.internal.plan.PlanServer.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.api.model.TargetDisk;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.TargetPartition;
import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans carried out on real disks, from registration to the image, and judged by the tools of partitions and file systems. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresTool({
    "sfdisk",
    "sgdisk",
    "mkfs.ext4",
    "resize2fs",
    "mkntfs",
    "ntfsresize",
    "mkfs.xfs",
    "mkfs.btrfs",
    "mkfs.fat",
    "mcopy"
})
class PlanIT {
    private static final String ROOT = "0fc63daf-8483-4772-8e79-3d69d8477de4";

    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private final Map<String, PlanServer> servers = new HashMap<>();
    private final Map<String, SourceServer> sources = new HashMap<>();
    private MigrationCenter center;

    /** One plan, and how many file systems must have been made larger. */
    record Case(String name, String server, int grown, Consumer<PartitionPlan.Builder> plan) {
        @Override
        public String toString() {
            return server + ": " + name;
        }
    }

    @BeforeAll
    void makeServers(@TempDir Path directory) throws Exception {
        temp = directory;
        String fstab = """
                UUID=11111111-0000-0000-0000-000000000003 / ext4 defaults 0 1
                LABEL=boot /boot ext4 defaults 0 2
                """;
        add(new PlanServer(temp, "gpt")
                .disk(
                        256,
                        512,
                        "label: gpt\nlabel-id: 7D1F3F2A-4C57-4D5B-9A77-6A3C3C9D5A01\n"
                                + "start=1MiB, size=1MiB, type=21686148-6449-6E6F-744E-656564454649, name=bios\n"
                                + "start=2MiB, size=40MiB, type=" + ROOT
                                + ", name=\"b\u00f6\u00f6t\", attrs=LegacyBIOSBootable\n"
                                + "start=42MiB, size=64MiB, type=" + ROOT + ", attrs=\"RequiredPartition GUID:60\"\n"
                                + "start=106MiB, size=24MiB, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F\n"
                                + "start=130MiB, size=40MiB, type=" + ROOT + ", name=data\n")
                .part(1, 1, 1, "")
                .part(2, 2, 40, "ext4", "-L", "boot")
                .part(3, 42, 64, "ext4", "-U", "11111111-0000-0000-0000-000000000003")
                .write(3, "etc/fstab", fstab)
                .part(4, 106, 24, "swap", "-U", "11111111-0000-0000-0000-000000000004", "-L", "sw")
                .part(5, 130, 40, "ext4", "-L", "data")
                .disk(
                        256,
                        512,
                        "label: gpt\nstart=1MiB, size=40MiB, type=" + ROOT + "\n"
                                + "start=48MiB, size=40MiB, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name=fat\n"
                                + "start=88MiB, size=40MiB, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name=ntfs\n"
                                + "start=128MiB, size=40MiB, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\n")
                .part(1, 1, 40, "ext3")
                .part(2, 48, 40, "vfat", "-n", "FAT")
                .part(3, 88, 40, "ntfs", "-L", "ntfs")
                .part(4, 128, 40, "exfat", "-L", "exf")
                .disk(
                        480,
                        512,
                        "label: gpt\nstart=1MiB, size=310MiB, type=" + ROOT + "\nstart=320MiB, size=120MiB, type="
                                + ROOT + "\n")
                .part(1, 1, 310, "xfs", "-L", "xfs")
                .part(2, 320, 120, "btrfs", "-L", "btr")
                .finish());
        add(new PlanServer(temp, "mbr")
                .disk(256, 512, """
                        label: dos
                        label-id: 0xcafe0001
                        start=1MiB, size=64MiB, type=83, bootable
                        start=65MiB, size=170MiB, type=f
                        start=66MiB, size=24MiB, type=82
                        start=91MiB, size=40MiB, type=83
                        start=140MiB, size=40MiB, type=83
                        """)
                .part(1, 1, 64, "ext4", "-U", "11111111-0000-0000-0000-000000000003")
                .write(1, "etc/fstab", fstab)
                .part(5, 66, 24, "swap")
                .part(6, 91, 40, "ext3", "-L", "six")
                .part(7, 140, 40, "ext2", "-L", "seven")
                .disk(128, 512, "label: dos\nstart=1MiB, size=40MiB, type=7\nstart=64MiB, size=40MiB, type=83\n")
                .part(1, 1, 40, "ntfs")
                .part(2, 64, 40, "ext4", "-L", "two")
                .finish());
        add(new PlanServer(temp, "wide")
                .disk(
                        128,
                        4096,
                        "label: gpt\nstart=1MiB, size=40MiB, type=" + ROOT + "\nstart=41MiB, size=40MiB, type=" + ROOT
                                + "\n")
                .part(1, 1, 40, "ext4")
                .part(2, 41, 40, "ext4")
                .disk(64, 512, "")
                .finish());
        center = MigrationCenter.builder()
                .home(temp.resolve("home"))
                .mayMount(true)
                .open();
        for (PlanServer server : servers.values()) {
            sources.put(
                    server.name(),
                    center.sources()
                            .register(s -> s.name(server.name())
                                    .addAllDisks(server.disks().stream()
                                            .map(DiskLocation::of)
                                            .toList())));
        }
    }

    private void add(PlanServer server) {
        servers.put(server.name(), server);
    }

    @AfterAll
    void closeCenter() {
        if (center != null) {
            center.close();
        }
    }

    private static Case gpt(String name, int grown, Consumer<PartitionPlan.Builder> plan) {
        return new Case(name, "gpt", grown, plan);
    }

    private static Case mbr(String name, int grown, Consumer<PartitionPlan.Builder> plan) {
        return new Case(name, "mbr", grown, plan);
    }

    private static Consumer<PlannedPartition.Builder> size(long mib) {
        return p -> p.size(mib * MIB);
    }

    static Stream<Case> cases() {
        return Stream.of(
                gpt("nothing changes", 0, p -> {}),
                gpt("the system disk grows", 0, p -> p.disk(0, d -> d.size(512 * MIB))),
                gpt("the system disk shrinks to its partitions", 0, p -> p.disk(0, d -> d.size(171 * MIB))),
                gpt("a size that is no whole MiB", 0, p -> p.disk(0, d -> d.size(300 * MIB + 512))),
                gpt("root grows, and what is behind it gives way", 1, p -> p.disk(0, d -> d.partition(3, size(100)))),
                gpt("root grows by its path", 1, p -> p.partition("/", size(80))),
                gpt(
                        "root grows, but its file system shall not",
                        0,
                        p -> p.disk(0, d -> d.partition(3, r -> r.size(90 * MIB).fill(false)))),
                gpt(
                        "the last partition grows to the end",
                        1,
                        p -> p.disk(0, d -> d.size(300 * MIB).partition(5, size(160)))),
                gpt("swap grows", 0, p -> p.disk(0, d -> d.partition(4, size(48)))),
                gpt("swap is left out", 0, p -> p.disk(0, d -> d.partition(4, PlannedPartition.Builder::leaveOut))),
                gpt(
                        "data is left out, and the disk shrinks",
                        0,
                        p -> p.disk(0, d -> d.size(131 * MIB).partition(5, PlannedPartition.Builder::leaveOut))),
                gpt("swap and data change places", 0, p -> p.disk(0, d -> d.order(1, 2, 3, 5, 4))),
                gpt(
                        "swap is left out, and root takes its place",
                        1,
                        p -> p.disk(
                                0,
                                d -> d.partition(4, PlannedPartition.Builder::leaveOut)
                                        .partition(3, size(88)))),
                gpt("data moves to the second disk", 0, p -> p.disk(0, d -> d.partition(5, r -> r.moveTo(1)))),
                gpt(
                        "data moves and grows there",
                        1,
                        p -> p.disk(0, d -> d.partition(5, r -> r.moveTo(1).size(64 * MIB)))),
                gpt("a data disk is left out", 0, p -> p.disk(1, DiskPlan.Builder::leaveOut)),
                gpt(
                        "both data disks are left out",
                        0,
                        p -> p.disk(1, DiskPlan.Builder::leaveOut).disk(2, DiskPlan.Builder::leaveOut)),
                gpt(
                        "a data disk is left out but for one partition",
                        0,
                        p -> p.disk(1, d -> d.leaveOut().partition(1, r -> r.moveTo(0)))
                                .disk(2, DiskPlan.Builder::leaveOut)),
                gpt(
                        "all data partitions go to the last disk",
                        0,
                        p -> p.disk(
                                        1,
                                        d -> d.leaveOut()
                                                .partition(1, r -> r.moveTo(2))
                                                .partition(2, r -> r.moveTo(2))
                                                .partition(3, r -> r.moveTo(2))
                                                .partition(4, r -> r.moveTo(2)))
                                .disk(2, d -> d.size(700 * MIB))),
                gpt("the order of a data disk is turned round", 0, p -> p.disk(1, d -> d.order(4, 3, 2, 1))),
                gpt("a data disk shrinks until its gaps are gone", 0, p -> p.disk(1, d -> d.size(162 * MIB))),
                gpt("NTFS grows", 1, p -> p.disk(1, d -> d.partition(3, size(80)))),
                gpt(
                        "FAT and exFAT grow, but not inside",
                        0,
                        p -> p.disk(1, d -> d.partition(2, size(48)).partition(4, size(64)))),
                gpt(
                        "ext3 and NTFS grow",
                        2,
                        p -> p.disk(
                                1,
                                d -> d.size(400 * MIB).partition(1, size(100)).partition(3, size(100)))),
                gpt("XFS grows", 1, p -> p.disk(2, d -> d.size(800 * MIB).partition(1, size(500)))),
                gpt("btrfs grows, but not inside", 0, p -> p.disk(2, d -> d.partition(2, size(140)))),
                gpt("XFS and btrfs change places", 0, p -> p.disk(2, d -> d.order(2, 1))),
                mbr("nothing changes", 0, p -> {}),
                mbr("the disk grows", 0, p -> p.disk(0, d -> d.size(400 * MIB))),
                mbr(
                        "the active partition grows into the extended one",
                        1,
                        p -> p.disk(0, d -> d.partition(1, size(90)))),
                mbr("a logical partition grows", 1, p -> p.disk(0, d -> d.partition(6, size(60)))),
                mbr(
                        "the last logical partition grows",
                        1,
                        p -> p.disk(0, d -> d.size(300 * MIB).partition(7, size(120)))),
                mbr(
                        "a logical partition is left out",
                        0,
                        p -> p.disk(0, d -> d.partition(5, PlannedPartition.Builder::leaveOut))),
                mbr(
                        "all logical partitions are left out",
                        0,
                        p -> p.disk(
                                0,
                                d -> d.size(66 * MIB)
                                        .partition(5, PlannedPartition.Builder::leaveOut)
                                        .partition(6, PlannedPartition.Builder::leaveOut)
                                        .partition(7, PlannedPartition.Builder::leaveOut))),
                mbr("logical partitions change places", 0, p -> p.disk(0, d -> d.order(1, 5, 7, 6))),
                mbr(
                        "a logical partition becomes a primary one elsewhere",
                        0,
                        p -> p.disk(0, d -> d.partition(7, r -> r.moveTo(1))).disk(1, d -> d.size(160 * MIB))),
                mbr("the disk shrinks until its gaps are gone", 0, p -> p.disk(0, d -> d.size(175 * MIB))),
                mbr("primary partitions change places", 0, p -> p.disk(1, d -> d.order(2, 1))),
                mbr(
                        "both data partitions grow",
                        2,
                        p -> p.disk(
                                1, d -> d.size(256 * MIB).partition(1, size(90)).partition(2, size(90)))),
                new Case(
                        "a disk with sectors of 4 KiB grows",
                        "wide",
                        1,
                        p -> p.disk(0, d -> d.size(256 * MIB).partition(2, size(120)))),
                new Case("a disk without partitions grows", "wide", 0, p -> p.disk(1, d -> d.size(96 * MIB))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void migrate_withAPlan_makesWhatItSays(Case test) throws Exception {
        PlanServer server = servers.get(test.server());
        SourceServer source = sources.get(test.server());
        PartitionPlan plan = PartitionPlan.of(source, test.plan());
        TargetLayout layout = center.jobs()
                .preview(j -> j.name("preview").sourceId(source.id()).plan(plan));
        ReplicationJob job = center.jobs()
                .create(j -> j.name("j" + System.nanoTime())
                        .sourceId(source.id())
                        .target(Target.image("local", server.name()))
                        .plan(plan));
        ReplicationResult result = center.jobs().start(job.id()).completion().join();
        List<ImageDisk> disks = center.resources().image(result.imageId()).disks();
        assertThat(result.skipped()).isEqualTo(layout.skipped());
        assertThat(disks.stream().mapToInt(disk -> disk.grown().size()).sum()).isEqualTo(test.grown());
        assertThat(disks)
                .extracting(ImageDisk::index)
                .isEqualTo(layout.disks().stream().map(TargetDisk::index).toList());
        for (int i = 0; i < disks.size(); i++) {
            // Disks that no plan changes are looked at once, where nothing changes.
            if (!layout.disks().get(i).changed() && !test.name().equals("nothing changes")) {
                continue;
            }
            check(server, layout.disks().get(i), Path.of(disks.get(i).path().orElseThrow()));
        }
        center.jobs().delete(job.id());
        for (ImageDisk disk : disks) {
            Files.deleteIfExists(Path.of(disk.path().orElseThrow()));
        }
    }

    private void check(PlanServer server, TargetDisk target, Path image) throws Exception {
        assertThat(Files.size(image)).isEqualTo(target.sizeBytes());
        if (target.partitionTable() == PartitionTable.NONE) {
            return;
        }
        int sector = server.name().equals("wide") ? 4096 : 512;
        Map<Integer, String> lines = lines(image, sector);
        assertThat(lines).hasSameSizeAs(target.partitions());
        assertThat(label(image, sector)).isEqualTo(label(server.disks().get(target.index()), sector));
        if (target.partitionTable() == PartitionTable.GPT && sector == 512) {
            assertThat(Programs.run("sgdisk", "-v", image.toString())).contains("No problems found");
        }
        for (TargetPartition partition : target.partitions()) {
            checkLine(server, partition, lines.get(partition.index()), sector);
            checkContent(server, partition, image);
        }
    }

    private static String label(Path disk, int sector) throws Exception {
        return dump(disk, sector)
                .lines()
                .filter(line -> line.startsWith("label"))
                .toList()
                .toString();
    }

    private static String dump(Path disk, int sector) throws Exception {
        return PlanServer.withSectors(disk, sector, device -> Programs.run("sfdisk", "-d", device));
    }

    /** Returns what sfdisk says of each partition, without the extended one. */
    private static Map<Integer, String> lines(Path disk, int sector) throws Exception {
        Map<Integer, String> lines = new HashMap<>();
        Pattern pattern = Pattern.compile(".*?([0-9]+) : (start=.*)");
        for (String line : dump(disk, sector).lines().toList()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches() && !line.matches(".*type=[f5]\\b.*")) {
                lines.put(Integer.parseInt(matcher.group(1)), matcher.group(2));
            }
        }
        return lines;
    }

    /** All but the place is as it was; where the kind of table is the same. */
    private void checkLine(PlanServer server, TargetPartition partition, String line, int sector) throws Exception {
        Matcher matcher =
                Pattern.compile("start= *([0-9]+), size= *([0-9]+)(.*)").matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        assertThat(Long.parseLong(matcher.group(1)) * sector).isEqualTo(partition.startBytes());
        assertThat(Long.parseLong(matcher.group(2)) * sector).isEqualTo(partition.sizeBytes());
        String before = lines(server.disks().get(partition.fromDisk()), sector).get(partition.fromIndex());
        assertThat(matcher.group(3)).isEqualTo(before.replaceFirst("start= *[0-9]+, size= *[0-9]+", ""));
        boolean stays = partition.startBytes()
                == server.part(partition.fromDisk(), partition.fromIndex()).start();
        assertThat(stays || partition.startBytes() % MIB == 0).isTrue();
    }

    private void checkContent(PlanServer server, TargetPartition partition, Path image) throws Exception {
        PlanServer.Part part = server.part(partition.fromDisk(), partition.fromIndex());
        Path file = PlanServer.takeOut(image, partition.startBytes(), partition.sizeBytes(), temp.resolve("out.fs"));
        if (part.content().isEmpty()) {
            assertThat(Files.mismatch(file, part.file())).isEqualTo(-1);
            return;
        }
        assertThat(partition.content()).isEqualTo(part.content());
        FileSystemKit.check(file, part.content());
        if (partition.grows()) {
            assertThat(FileSystemKit.size(file, part.content()))
                    .isBetween(partition.sizeBytes() - 8192, partition.sizeBytes());
        }
        assertThat(FileSystemKit.treeHash(file, part.content(), Files.createTempDirectory(temp, "h")))
                .isEqualTo(server.hash(partition.fromDisk(), partition.fromIndex()));
    }
}
