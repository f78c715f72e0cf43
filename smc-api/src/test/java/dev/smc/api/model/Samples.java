package dev.smc.api.model;

import dev.smc.api.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;

/** One fully populated value of each type, no attribute at its default. */
final class Samples {
    private static final Instant T0 = Instant.parse("2026-11-23T08:00:00.123456789Z");
    private static final Instant T1 = Instant.parse("2026-11-23T09:30:00Z");

    static final BandwidthWindow WINDOW = BandwidthWindow.of(w -> w.start(LocalTime.of(22, 0))
            .end(LocalTime.of(6, 30))
            .limit(Bandwidth.ofMbps(500))
            .zone(ZoneId.of("Asia/Shanghai")));
    static final Attestation ATTESTATION =
            Attestation.of(a -> a.statement("SMC disk 1\n").signature("c2ln").certificate("Y2VydA=="));
    static final TransferOptions TRANSFER = TransferOptions.of(t -> t.compressionLevel(3)
            .adaptCompression(true)
            .bandwidthLimit(Bandwidth.ofMbps(200))
            .addBandwidthWindows(WINDOW)
            .verifyChecksums(true)
            .encryption(Encryption.ON)
            .streams(2));
    static final ImageTarget TARGET = Target.image("cn-hangzhou", "web01-image", t -> t.format(ImageFormat.QCOW2));
    static final PlannedPartition PLANNED = PlannedPartition.of(
            p -> p.index(2).size(3L << 30).moveTo(1).leftOut(true).fill(false));
    static final DiskPlan DISK_PLAN =
            DiskPlan.of(d -> d.index(1).size(4L << 30).leftOut(true).addPartition(PLANNED));
    static final PartitionPlan PLAN = PartitionPlan.of(p -> p.addDisk(DISK_PLAN));
    static final AdaptationOptions ADAPTATION_OPTIONS = AdaptationOptions.of(
            a -> a.enabled(false).dhcp(false).serialConsole(false).keepHostname(false));

    static final BootOptions BOOT_OPTIONS = BootOptions.of(
            b -> b.firmware(Firmware.UEFI).diskBus("nvme").memoryMib(2048).timeLimit(Duration.ofMinutes(3)));

    static final JobSpec JOB_SPEC = JobSpec.of(j -> j.name("web01-to-image")
            .adaptation(ADAPTATION_OPTIONS)
            .bootProof(BOOT_OPTIONS)
            .description("first wave")
            .sourceId("s-1")
            .target(TARGET)
            .plan(PLAN)
            .transfer(TRANSFER)
            .runOnce(false)
            .maxImagesToKeep(3));
    static final SourceSpec SOURCE_SPEC = SourceSpec.of(s -> s.name("web01")
            .description("front")
            .addDisk(Path.of("/srv/web01.qcow2"))
            .addDisk("nbd://host/export"));
    static final PartitionInfo PARTITION = PartitionInfo.of(p -> p.index(1)
            .startBytes(1 << 20)
            .sizeBytes(5L << 30)
            .type("0FC63DAF-8483-4772-8E79-3D69D8477DE4")
            .content("ext4")
            .label("root")
            .uuid("6c1d9a57-0b4f-4f0e-9a57-2f4a1c1d7e10")
            .contentBytes(4L << 30)
            .partOf("volume group vg0")
            .mountPath("/")
            .role(PartitionRole.SYSTEM)
            .usedBytes(3L << 30));
    static final DiskLayout LAYOUT = DiskLayout.of(d -> d.format("qcow2")
            .sizeBytes(6L << 30)
            .sectorSize(4096)
            .content("ext4")
            .partOf("md array 1")
            .fixedBecause("it is odd")
            .partitionTable(PartitionTable.GPT)
            .addPartition(PARTITION)
            .usedBytes((3L << 30) + 1)
            .firmware(Firmware.UEFI)
            .addWarning("partition 2 is not understood"));
    static final VolumeInfo VOLUME = VolumeInfo.of(v -> v.name("vg0/root")
            .type(VolumeType.STRIPED)
            .sizeBytes(4L << 30)
            .content("xfs")
            .label("root")
            .uuid("9d1e2a57-0b4f-4f0e-9a57-2f4a1c1d7e10")
            .usedBytes(2L << 30)
            .disks(List.of(1, 2))
            .usedInFullBecause("its log is not empty"));
    static final Platform PLATFORM = Platform.of(p -> p.id("vmware")
            .name("VMware")
            .kind(PlatformKind.HYPERVISOR)
            .confidence(95)
            .addEvidence("dmi.sys_vendor is VMware, Inc.")
            .addOther("KVM (20)")
            .putFact("dmi.sys_vendor", "VMware, Inc."));
    static final ServerLayout SERVER = ServerLayout.of(s -> s.addDisk(LAYOUT)
            .addDisk(LAYOUT.toBuilder().firmware(Firmware.UNKNOWN).build())
            .addVolume(VOLUME)
            .platform(PLATFORM));
    static final SourceDisk SOURCE_DISK = SourceDisk.of(
            d -> d.index(1).location(DiskLocation.of("nbd://host/export")).layout(LAYOUT));
    static final SourceServer SOURCE = SourceServer.of(s -> s.id("s-1")
            .name("web01")
            .description("front")
            .state(SourceState.IN_USE)
            .addDisk(SOURCE_DISK)
            .addDisk(SOURCE_DISK.toBuilder().index(2).build())
            .addVolume(VOLUME)
            .platform(PLATFORM)
            .registeredAt(T0));
    static final DiskResult DISK_RESULT = DiskResult.of(d -> d.index(1)
            .sizeBytes(1000)
            .usedBytes(500)
            .changedBytes(400)
            .transferredBytes(300)
            .wireBytes(200)
            .digest("ab12")
            .verified(true)
            .attestation(ATTESTATION));
    static final SkippedItem SKIPPED = SkippedItem.of(s -> s.name("disk 1").reason("left out by the plan"));
    static final GuestKernel GUEST_KERNEL = GuestKernel.of(k -> k.release("6.1.0-50-amd64")
            .image("/boot/vmlinuz-6.1.0-50-amd64")
            .initramfs("/boot/initrd.img-6.1.0-50-amd64")
            .addMissingDriver("virtio_blk"));

    static final GuestInfo GUEST_INFO = GuestInfo.of(g -> g.family("linux")
            .distribution("debian")
            .version("12")
            .name("Debian GNU/Linux 12")
            .architecture("x86_64")
            .firmware(Firmware.BIOS)
            .root("partition 1 of disk 0")
            .addKernel(GUEST_KERNEL)
            .putFact("network", "ifupdown")
            .addOther("Debian 11 on disk 1"));

    static final GuestEdit GUEST_EDIT = GuestEdit.of(e -> e.step("fstab")
            .path("/etc/fstab")
            .addReason("disks have other names on ECS")
            .diff("-/dev/sda1 / ext4\n+UUID=1 / ext4\n"));

    static final AdaptationReport ADAPTATION_REPORT = AdaptationReport.of(r -> r.guest(GUEST_INFO)
            .addEdit(GUEST_EDIT)
            .addNotDone(SKIPPED)
            .addNote("the static address 10.0.0.1 is given up")
            .applied(true)
            .changedBytes(4096));

    static final CheckItem CHECK_ITEM = CheckItem.of(i -> i.code("GUESTOS.Virtio")
            .status(CheckStatus.CRITICAL)
            .detail("no kernel finds virtio disks")
            .remedy("adapt the guest"));

    static final ImageCheckReport IMAGE_CHECK_REPORT =
            ImageCheckReport.of(r -> r.guest(GUEST_INFO).addItem(CHECK_ITEM));

    static final BootReport BOOT_REPORT = BootReport.of(b -> b.outcome(BootOutcome.BOOTED)
            .reason("it came to its login prompt")
            .accelerator("kvm")
            .firmware(Firmware.UEFI)
            .diskBus("virtio")
            .networkCard("e1000")
            .elapsed(Duration.ofSeconds(42))
            .timeToLogin(Duration.ofSeconds(20))
            .kernelVersion("6.1.0-28-amd64")
            .rootDevice("/dev/vda1")
            .networkUp(true)
            .networkEvidence("it took 10.0.2.15 by DHCP")
            .addFailedUnit("vmtoolsd.service")
            .addWarning("dracut-initqueue: timeout")
            .consoleTail("web01 login:"));

    static final ReplicationResult RESULT = ReplicationResult.of(r -> r.jobId("j-1")
            .adaptation(ADAPTATION_REPORT)
            .imageCheck(IMAGE_CHECK_REPORT)
            .bootReport(BOOT_REPORT)
            .round(2)
            .imageId("m-1")
            .addDisk(DISK_RESULT)
            .addDisk(DISK_RESULT.toBuilder().index(2).build())
            .addSkipped(SKIPPED)
            .elapsed(Duration.ofMillis(61_500)));
    static final SyncRound ROUND = SyncRound.of(r -> r.number(2)
            .type(RoundType.INCREMENTAL)
            .startedAt(T0)
            .endedAt(T1)
            .imageId("m-1")
            .addDisk(DISK_RESULT));
    static final JobError JOB_ERROR = JobError.of(e -> e.code(ErrorCode.TARGET_FULL)
            .message("no space left; free some")
            .retryable(true)
            .at(T1));
    static final ReplicationJob JOB = ReplicationJob.of(j -> j.id("j-1")
            .spec(JOB_SPEC)
            .status(JobStatus.IN_ERROR)
            .phase(JobPhase.SYNCING)
            .error(JOB_ERROR)
            .addRound(ROUND)
            .createdAt(T0));
    static final Progress PROGRESS = Progress.of(p -> p.jobId("j-1")
            .round(2)
            .phase(JobPhase.SYNCING)
            .totalBytes(800)
            .doneBytes(200)
            .transferredBytes(150)
            .wireBytes(90)
            .bytesPerSecond(50)
            .limitedBy(Bottleneck.NETWORK)
            .elapsed(Duration.ofSeconds(4))
            .remaining(Duration.ofSeconds(12)));
    static final ImageDisk IMAGE_DISK = ImageDisk.of(d -> d.index(1)
            .sizeBytes(1000)
            .usedBytes(500)
            .digest("ab12")
            .addGrown(2)
            .addNotGrown(SKIPPED)
            .path("/srv/images/m-1/disk-1.raw"));
    static final TargetPartition TARGET_PARTITION = TargetPartition.of(p -> p.index(1)
            .startBytes(1 << 20)
            .sizeBytes(6L << 30)
            .fromDisk(1)
            .fromIndex(2)
            .content("ext4")
            .label("root")
            .grows(true));
    static final TargetDisk TARGET_DISK = TargetDisk.of(d -> d.index(1)
            .sizeBytes(8L << 30)
            .partitionTable(PartitionTable.GPT)
            .changed(true)
            .addPartition(TARGET_PARTITION));
    static final TargetLayout TARGET_LAYOUT =
            TargetLayout.of(t -> t.addDisk(TARGET_DISK).addSkipped(SKIPPED).addNote("partition 2 gets another number"));
    static final Image IMAGE = Image.of(i -> i.id("m-1")
            .adaptation(ADAPTATION_REPORT)
            .check(IMAGE_CHECK_REPORT)
            .name("web01")
            .region("local")
            .format(ImageFormat.QCOW2)
            .firmware(Firmware.BIOS)
            .addDisk(IMAGE_DISK)
            .sourceId("s-1")
            .sourceName("web01")
            .jobId("j-1")
            .round(2)
            .createdAt(T1));
    static final Resource RESOURCE = Resource.of(r -> r.jobId("j-1")
            .type(ResourceType.SNAPSHOT)
            .region("local")
            .name("SMC_Temp_Disk")
            .id("sn-1")
            .clientToken("abc123")
            .state(ResourceState.CREATED)
            .intendedAt(T0)
            .costToKeep("3 GiB of disk space"));

    private Samples() {}

    static List<Sample<?>> all() {
        return List.of(
                new Sample<>(AdaptationOptions.class, ADAPTATION_OPTIONS, AdaptationOptions::toBuilder),
                new Sample<>(GuestKernel.class, GUEST_KERNEL, GuestKernel::toBuilder),
                new Sample<>(GuestInfo.class, GUEST_INFO, GuestInfo::toBuilder),
                new Sample<>(GuestEdit.class, GUEST_EDIT, GuestEdit::toBuilder),
                new Sample<>(AdaptationReport.class, ADAPTATION_REPORT, AdaptationReport::toBuilder),
                new Sample<>(CheckItem.class, CHECK_ITEM, CheckItem::toBuilder),
                new Sample<>(ImageCheckReport.class, IMAGE_CHECK_REPORT, ImageCheckReport::toBuilder),
                new Sample<>(BootOptions.class, BOOT_OPTIONS, BootOptions::toBuilder),
                new Sample<>(BandwidthWindow.class, WINDOW, BandwidthWindow::toBuilder),
                new Sample<>(Attestation.class, ATTESTATION, Attestation::toBuilder),
                new Sample<>(TransferOptions.class, TRANSFER, TransferOptions::toBuilder),
                new Sample<>(ImageTarget.class, TARGET, ImageTarget::toBuilder),
                new Sample<>(JobSpec.class, JOB_SPEC, JobSpec::toBuilder),
                new Sample<>(SourceSpec.class, SOURCE_SPEC, SourceSpec::toBuilder),
                new Sample<>(PartitionInfo.class, PARTITION, PartitionInfo::toBuilder),
                new Sample<>(DiskLayout.class, LAYOUT, DiskLayout::toBuilder),
                new Sample<>(VolumeInfo.class, VOLUME, VolumeInfo::toBuilder),
                new Sample<>(Platform.class, PLATFORM, Platform::toBuilder),
                new Sample<>(ServerLayout.class, SERVER, ServerLayout::toBuilder),
                new Sample<>(SourceDisk.class, SOURCE_DISK, SourceDisk::toBuilder),
                new Sample<>(SourceServer.class, SOURCE, SourceServer::toBuilder),
                new Sample<>(DiskResult.class, DISK_RESULT, DiskResult::toBuilder),
                new Sample<>(SkippedItem.class, SKIPPED, SkippedItem::toBuilder),
                new Sample<>(ReplicationResult.class, RESULT, ReplicationResult::toBuilder),
                new Sample<>(SyncRound.class, ROUND, SyncRound::toBuilder),
                new Sample<>(JobError.class, JOB_ERROR, JobError::toBuilder),
                new Sample<>(ReplicationJob.class, JOB, ReplicationJob::toBuilder),
                new Sample<>(Progress.class, PROGRESS, Progress::toBuilder),
                new Sample<>(ImageDisk.class, IMAGE_DISK, ImageDisk::toBuilder),
                new Sample<>(Image.class, IMAGE, Image::toBuilder),
                new Sample<>(PlannedPartition.class, PLANNED, PlannedPartition::toBuilder),
                new Sample<>(DiskPlan.class, DISK_PLAN, DiskPlan::toBuilder),
                new Sample<>(PartitionPlan.class, PLAN, PartitionPlan::toBuilder),
                new Sample<>(TargetPartition.class, TARGET_PARTITION, TargetPartition::toBuilder),
                new Sample<>(TargetDisk.class, TARGET_DISK, TargetDisk::toBuilder),
                new Sample<>(TargetLayout.class, TARGET_LAYOUT, TargetLayout::toBuilder),
                new Sample<>(Resource.class, RESOURCE, Resource::toBuilder),
                new Sample<>(BootReport.class, BOOT_REPORT, BootReport::toBuilder));
    }

    /** A value, its public type, and how to get a builder from it. */
    record Sample<T>(Class<T> type, T value, Function<T, Object> toBuilder) {
        /** Builds the value again from its own builder. */
        Object rebuilt() throws ReflectiveOperationException {
            Object builder = toBuilder.apply(value);
            return builder.getClass().getMethod("build").invoke(builder);
        }

        @Override
        public String toString() {
            return type.getSimpleName();
        }
    }
}
