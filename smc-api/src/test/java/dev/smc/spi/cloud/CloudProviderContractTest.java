package dev.smc.spi.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.Transport;
import dev.smc.testkit.RecordingTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link CloudProvider} promises, as tests. To run them on a provider, extend this class, say how to make one and how to
 * read an image, and, if its receivers do not run in this process, how to write a disk.
 *
 * <p>Every test uses jobs and tokens of its own and deletes what it made.
 */
public abstract class CloudProviderContractTest {
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final AtomicInteger NEXT = new AtomicInteger();

    @TempDir
    private Path directory;

    private final RecordingTransport recording = new RecordingTransport();
    private final String run = Long.toString(ProcessHandle.current().pid(), 36) + "x" + NEXT.incrementAndGet() + "x";
    private final String jobId = "j" + run;
    private CloudProvider cloud;
    private String region;

    /** Creates the suite. */
    protected CloudProviderContractTest() {}

    /** Returns a new provider that is not open yet; all of one test lead to the same cloud. */
    protected abstract CloudProvider newProvider();

    /** Returns bytes of a disk of an image. */
    protected abstract byte[] readImage(Image image, int index, long offset, int length);

    /** Returns the transport to give to the cloud. A test writes disks through it unless {@link #writeDisk} is overridden. */
    protected Transport transport() {
        return recording;
    }

    /** Writes bytes to a disk of an instance, as its receiver would, and forces them. */
    protected void writeDisk(IntermediateInstance instance, int index, long offset, byte[] bytes) {
        ReceiverDisk disk = receiver(instance).disks().stream()
                .filter(d -> d.index() == index)
                .findAny()
                .orElseThrow();
        disk.target().write(offset, ByteBuffer.wrap(bytes));
        disk.target().force();
    }

    /** Returns the size of the disks that the tests create. */
    protected long diskSize() {
        long unit = cloud.capabilities().diskSizeUnit();
        long atLeast = Math.max(cloud.capabilities().minDiskBytes(), 1 << 20);
        return (atLeast + unit - 1) / unit * unit;
    }

    private ReceiverSpec receiver(IntermediateInstance instance) {
        return recording.receiverAt(instance.address()).orElseThrow();
    }

    private boolean receivesHere() {
        return transport() == recording;
    }

    @BeforeEach
    void openCloud() {
        cloud = open();
        region = cloud.regions().iterator().next();
    }

    @AfterEach
    void deleteEverything() {
        for (ResourceType type :
                List.of(ResourceType.INSTANCE, ResourceType.IMAGE, ResourceType.SNAPSHOT, ResourceType.DISK)) {
            cloud.find(region, jobId).stream()
                    .filter(resource -> resource.type() == type)
                    .forEach(resource -> cloud.delete(type, region, resource.id()));
        }
        cloud.close();
    }

    private CloudProvider open() {
        CloudProvider provider = newProvider();
        provider.open(CloudContext.of(
                c -> c.directory(directory).transport(transport()).clock(InstantSource.system())));
        return provider;
    }

    private void reopen() {
        cloud.close();
        cloud = open();
    }

    // ---- the cloud ----

    @Test
    void regions_open_namesAtLeastOne() {
        assertThat(cloud.id()).isNotBlank();
        assertThat(cloud.regions()).isNotEmpty().doesNotContain("");
    }

    @Test
    void capabilities_open_areConsistent() {
        CloudCapabilities capabilities = cloud.capabilities();

        assertThat(capabilities.diskSizeUnit()).isPositive();
        assertThat(capabilities.minDiskBytes()).isBetween(1L, capabilities.maxDiskBytes());
    }

    @Test
    void close_twice_doesNothing() {
        CloudProvider other = open();
        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
    }

    @Test
    void close_withResources_releasesNone() {
        String disk = createDisk("disk", 0);
        String snapshot = createSnapshot("snapshot", disk, true);
        Image image = createImage("image", "image", ImageFormat.RAW, snapshot);

        reopen();

        assertThat(cloud.find(region, jobId))
                .contains(
                        new CloudResource(ResourceType.DISK, disk, token("disk")),
                        new CloudResource(ResourceType.IMAGE, image.id(), token("image")));
        assertThat(cloud.images(region)).contains(image);
    }

    // ---- disks ----

    @Test
    void createDisk_sameToken_returnsTheSame() {
        String first = createDisk("disk", 0);
        String second = createDisk("disk", 0);

        assertThat(second).isEqualTo(first);
        assertThat(cloud.find(region, jobId))
                .containsExactly(new CloudResource(ResourceType.DISK, first, token("disk")));
    }

    @Test
    void createDisk_sameTokenInNextProcess_returnsTheSame() {
        String first = createDisk("disk", 0);

        reopen();

        assertThat(createDisk("disk", 0)).isEqualTo(first);
        assertThat(cloud.find(region, jobId)).hasSize(1);
    }

    @Test
    void createDisk_otherToken_returnsAnother() {
        String first = createDisk("disk0", 0);
        String second = createDisk("disk1", 1);

        assertThat(second).isNotEqualTo(first);
        assertThat(cloud.find(region, jobId)).extracting(CloudResource::id).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void createDisk_sameTokenAtOnce_createsOne() throws Exception {
        List<String> ids = atOnce(8, () -> createDisk("disk", 0));

        assertThat(ids).hasSize(8).containsOnly(ids.get(0));
        assertThat(cloud.find(region, jobId)).hasSize(1);
    }

    @Test
    void createDisk_unknownRegion_isRefused() {
        DiskRequest request = DiskRequest.of(d -> d.creation(creation("disk", "disk").toBuilder()
                        .region("no-such-region")
                        .build())
                .index(0)
                .sizeBytes(diskSize()));

        assertThatThrownBy(() -> cloud.createDisk(request)).isInstanceOf(CloudException.class);
        assertThat(cloud.find(region, jobId)).isEmpty();
    }

    @Test
    void find_otherJob_listsNothing() {
        createDisk("disk", 0);

        assertThat(cloud.find(region, jobId + "other")).isEmpty();
    }

    // ---- instances ----

    @Test
    void launchInstance_created_runsWithTheDisks() {
        String disk0 = createDisk("disk0", 0);
        String disk1 = createDisk("disk1", 1);

        IntermediateInstance instance = launch("instance", 7, Map.of(0, disk0, 1, disk1));

        assertThat(instance.address().getPort()).isPositive();
        assertThat(cloud.find(region, jobId))
                .contains(new CloudResource(ResourceType.INSTANCE, instance.id(), token("instance")));
        if (receivesHere()) {
            ReceiverSpec receiver = receiver(instance);
            assertThat(receiver.jobId()).isEqualTo(jobId);
            assertThat(receiver.epoch()).isEqualTo(7);
            assertThat(receiver.encryption()).isEqualTo(Encryption.ON);
            assertThat(receiver.disks()).extracting(ReceiverDisk::index).containsExactly(0, 1);
            assertThat(receiver.disks())
                    .allSatisfy(disk -> assertThat(disk.target().size()).isEqualTo(diskSize()));
            assertThat(receiver.disks())
                    .extracting(ReceiverDisk::stateDirectory)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void launchInstance_sameToken_goesOnWithNewIdentityAndEpoch() {
        String disk = createDisk("disk", 0);
        IntermediateInstance first = launch("instance", 1, Map.of(0, disk));

        IntermediateInstance second = launch("instance", 2, Map.of(0, disk));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(cloud.find(region, jobId))
                .filteredOn(resource -> resource.type() == ResourceType.INSTANCE)
                .hasSize(1);
        if (receivesHere()) {
            assertThat(recording.receivers()).isEqualTo(1);
            assertThat(receiver(second).epoch()).isEqualTo(2);
            assertThat(new String(receiver(second).identity().encoded(), StandardCharsets.UTF_8))
                    .isEqualTo("receiver of " + jobId + " 2");
        }
    }

    @Test
    void launchInstance_inNextProcess_keepsWhatWasWritten() {
        String disk = createDisk("disk", 0);
        IntermediateInstance first = launch("instance", 1, Map.of(0, disk));
        writeDisk(first, 0, 4096, bytes("before"));

        reopen();
        IntermediateInstance second = launch("instance", 2, Map.of(0, disk));
        writeDisk(second, 0, 8192, bytes("after"));

        assertThat(second.id()).isEqualTo(first.id());
        Image image = createImage("image", "image", ImageFormat.RAW, createSnapshot("snapshot", disk, false));
        assertThat(readImage(image, 0, 4096, 6)).isEqualTo(bytes("before"));
        assertThat(readImage(image, 0, 8192, 5)).isEqualTo(bytes("after"));
    }

    @Test
    void launchInstance_goneDisk_isRefused() {
        String kept = createDisk("kept", 0);
        String gone = goneDisk();

        assertThatThrownBy(() -> launch("instance", 1, Map.of(0, kept, 1, gone)))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(gone);
        assertThatCode(() -> cloud.delete(ResourceType.DISK, region, kept)).doesNotThrowAnyException();
    }

    @Test
    void close_runningInstance_stopsReceivingHere() {
        launch("instance", 1, Map.of(0, createDisk("disk", 0)));

        reopen();

        assertThat(recording.receivers()).isZero();
    }

    @Test
    void delete_instance_stopsIt() {
        String disk = createDisk("disk", 0);
        IntermediateInstance instance = launch("instance", 1, Map.of(0, disk));

        cloud.delete(ResourceType.INSTANCE, region, instance.id());

        assertThat(recording.receivers()).isZero();
        assertThat(cloud.find(region, jobId)).extracting(CloudResource::id).containsExactly(disk);
    }

    // ---- snapshots ----

    @Test
    void createSnapshot_sameToken_returnsTheSame() {
        String disk = createDisk("disk", 0);
        String first = createSnapshot("snapshot", disk, false);

        reopen();

        assertThat(createSnapshot("snapshot", disk, false)).isEqualTo(first);
        assertThat(cloud.find(region, jobId))
                .filteredOn(resource -> resource.type() == ResourceType.SNAPSHOT)
                .containsExactly(new CloudResource(ResourceType.SNAPSHOT, first, token("snapshot")));
    }

    @Test
    void createSnapshot_sameTokenAtOnce_createsOne() throws Exception {
        String disk = createDisk("disk", 0);

        List<String> ids = atOnce(4, () -> createSnapshot("snapshot", disk, false));

        assertThat(ids).hasSize(4).containsOnly(ids.get(0));
        assertThat(cloud.find(region, jobId)).hasSize(2);
    }

    @Test
    void createSnapshot_sameTokenAfterDiskIsGone_returnsTheSame() {
        String disk = createDisk("disk", 0);
        String first = createSnapshot("snapshot", disk, true);
        cloud.delete(ResourceType.DISK, region, disk);

        assertThat(createSnapshot("snapshot", disk, true)).isEqualTo(first);
    }

    @Test
    void createSnapshot_diskChangesLater_staysAsItWas() {
        String disk = createDisk("disk", 0);
        IntermediateInstance instance = launch("instance", 1, Map.of(0, disk));
        writeDisk(instance, 0, 0, bytes("round 1"));
        String first = createSnapshot("snapshot1", disk, false);
        writeDisk(instance, 0, 0, bytes("round 2"));
        String second = createSnapshot("snapshot2", disk, true);

        Image early = createImage("image1", "early", ImageFormat.RAW, first);
        Image late = createImage("image2", "late", ImageFormat.RAW, second);

        assertThat(readImage(early, 0, 0, 7)).isEqualTo(bytes("round 1"));
        assertThat(readImage(late, 0, 0, 7)).isEqualTo(bytes("round 2"));
    }

    @Test
    void createSnapshot_goneDisk_isRefused() {
        String gone = goneDisk();

        assertThatThrownBy(() -> createSnapshot("snapshot", gone, false))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(gone);
        assertThat(cloud.find(region, jobId)).isEmpty();
    }

    // ---- images ----

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void createImage_ofSnapshots_isAsRequested(ImageFormat format) {
        String disk0 = createDisk("disk0", 0);
        String disk1 = createDisk("disk1", 1);
        IntermediateInstance instance = launch("instance", 1, Map.of(0, disk0, 1, disk1));
        writeDisk(instance, 0, 512, bytes("system"));
        writeDisk(instance, 1, diskSize() - 4, bytes("data"));

        Image image = createImage(
                "image",
                "web",
                format,
                createSnapshot("snapshot0", disk0, true),
                createSnapshot("snapshot1", disk1, true));

        assertThat(image.name()).isEqualTo(name("web"));
        assertThat(image.region()).isEqualTo(region);
        assertThat(image.format()).isEqualTo(format);
        assertThat(image.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(image.sourceId()).isEqualTo("s-source");
        assertThat(image.sourceName()).isEqualTo("web01");
        assertThat(image.jobId()).isEqualTo(jobId);
        assertThat(image.round()).isEqualTo(3);
        assertThat(image.disks()).extracting(ImageDisk::index).containsExactly(0, 1);
        assertThat(image.disks()).allSatisfy(disk -> {
            assertThat(disk.sizeBytes()).isEqualTo(diskSize());
            assertThat(disk.usedBytes()).isEqualTo(4096);
            assertThat(disk.digest()).isEqualTo(DIGEST);
        });
        assertThat(readImage(image, 0, 0, 520)).isEqualTo(padded(520, 512, bytes("system")));
        assertThat(readImage(image, 1, diskSize() - 8, 8)).isEqualTo(padded(8, 4, bytes("data")));
        assertThat(cloud.find(region, jobId))
                .contains(new CloudResource(ResourceType.IMAGE, image.id(), token("image")));
        assertThat(cloud.images(region)).contains(image);
    }

    @Test
    void createImage_sameToken_returnsTheSame() {
        String snapshot = createSnapshot("snapshot", createDisk("disk", 0), true);
        Image first = createImage("image", "web", ImageFormat.RAW, snapshot);
        Image second = createImage("image", "web", ImageFormat.RAW, snapshot);

        reopen();
        Image third = createImage("image", "web", ImageFormat.RAW, snapshot);

        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(imagesOfJob()).containsExactly(first);
    }

    @Test
    void createImage_sameTokenAtOnce_createsOne() throws Exception {
        String snapshot = createSnapshot("snapshot", createDisk("disk", 0), true);

        List<Image> images = atOnce(4, () -> createImage("image", "web", ImageFormat.QCOW2, snapshot));

        assertThat(images).hasSize(4).containsOnly(images.get(0));
        assertThat(imagesOfJob()).containsExactly(images.get(0));
    }

    @Test
    void createImage_nameTaken_isRefusedAndLeavesNothing() {
        String snapshot = createSnapshot("snapshot", createDisk("disk", 0), true);
        Image first = createImage("image1", "web", ImageFormat.RAW, snapshot);

        assertThatThrownBy(() -> createImage("image2", "web", ImageFormat.RAW, snapshot))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE);
                    assertThat(e).hasMessageContaining(name("web"));
                    assertThat(e.remedy()).isNotBlank();
                });
        assertThat(imagesOfJob()).containsExactly(first);
    }

    @Test
    void createImage_nameOfDeletedImage_isFree() {
        String snapshot = createSnapshot("snapshot", createDisk("disk", 0), false);
        Image first = createImage("image1", "web", ImageFormat.RAW, snapshot);
        cloud.delete(ResourceType.IMAGE, region, first.id());
        String other = createSnapshot("snapshot2", createDisk("disk", 0), false);

        Image second = createImage("image2", "web", ImageFormat.RAW, other);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(imagesOfJob()).containsExactly(second);
    }

    @Test
    void createImage_goneSnapshot_isRefusedAndLeavesNothing() {
        String snapshot = createSnapshot("snapshot", createDisk("disk", 0), true);
        cloud.delete(ResourceType.SNAPSHOT, region, snapshot);

        assertThatThrownBy(() -> createImage("image", "web", ImageFormat.RAW, snapshot))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(snapshot);
        assertThat(imagesOfJob()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void delete_everythingElse_leavesTheImage(ImageFormat format) {
        String disk = createDisk("disk", 0);
        IntermediateInstance instance = launch("instance", 1, Map.of(0, disk));
        writeDisk(instance, 0, 0, bytes("kept"));
        String snapshot = createSnapshot("snapshot", disk, true);
        Image image = createImage("image", "web", format, snapshot);

        cloud.delete(ResourceType.INSTANCE, region, instance.id());
        cloud.delete(ResourceType.DISK, region, disk);
        if (!cloud.capabilities().imagesKeepSnapshots()) {
            cloud.delete(ResourceType.SNAPSHOT, region, snapshot);
            assertThat(cloud.find(region, jobId)).extracting(CloudResource::id).containsExactly(image.id());
        }

        assertThat(imagesOfJob()).containsExactly(image);
        assertThat(readImage(image, 0, 0, 4)).isEqualTo(bytes("kept"));
    }

    @Test
    void images_several_oldestFirst() {
        String snapshot = createSnapshot("snapshot", createDisk("disk", 0), true);
        List<Image> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(createImage("image" + i, "web-" + i, ImageFormat.RAW, snapshot));
        }

        assertThat(imagesOfJob()).containsExactlyElementsOf(made);
        reopen();
        assertThat(imagesOfJob()).containsExactlyElementsOf(made);
    }

    // ---- releasing ----

    @Test
    void delete_twice_isNoError() {
        String disk = createDisk("disk", 0);
        IntermediateInstance instance = launch("instance", 1, Map.of(0, disk));
        String snapshot = createSnapshot("snapshot", disk, true);
        Image image = createImage("image", "web", ImageFormat.RAW, snapshot);

        for (int i = 0; i < 2; i++) {
            cloud.delete(ResourceType.INSTANCE, region, instance.id());
            cloud.delete(ResourceType.IMAGE, region, image.id());
            cloud.delete(ResourceType.SNAPSHOT, region, snapshot);
            cloud.delete(ResourceType.DISK, region, disk);
        }

        assertThat(cloud.find(region, jobId)).isEmpty();
        assertThat(imagesOfJob()).isEmpty();
    }

    @Test
    void delete_atOnce_isNoError() throws Exception {
        String disk = createDisk("disk", 0);

        atOnce(4, () -> {
            cloud.delete(ResourceType.DISK, region, disk);
            return disk;
        });

        assertThat(cloud.find(region, jobId)).isEmpty();
    }

    @Test
    void costToKeep_existing_isEmptyOrSaysSomething() {
        String disk = createDisk("disk", 0);

        assertThat(cloud.costToKeep(ResourceType.DISK, region, disk))
                .satisfiesAnyOf(
                        cost -> assertThat(cost).isEmpty(),
                        cost -> assertThat(cost.orElseThrow()).isNotBlank());
    }

    @Test
    void costToKeep_gone_isEmpty() {
        assertThat(cloud.costToKeep(ResourceType.DISK, region, goneDisk())).isEmpty();
    }

    // ---- what the tests say ----

    private String token(String thing) {
        return run + thing;
    }

    private String name(String thing) {
        return "smc-" + run + thing;
    }

    private Creation creation(String thing, String name) {
        return creation(thing, name, 1);
    }

    private Creation creation(String thing, String name, long epoch) {
        return Creation.of(c -> c.clientToken(token(thing))
                .region(region)
                .jobId(jobId)
                .epoch(epoch)
                .name(name(name)));
    }

    private String createDisk(String thing, int index) {
        return cloud.createDisk(DiskRequest.of(
                d -> d.creation(creation(thing, thing)).index(index).sizeBytes(diskSize())));
    }

    private String goneDisk() {
        String disk = createDisk("gone", 0);
        cloud.delete(ResourceType.DISK, region, disk);
        return disk;
    }

    private IntermediateInstance launch(String thing, long epoch, Map<Integer, String> disks) {
        return cloud.launchInstance(InstanceRequest.of(i -> i.creation(creation(thing, thing, epoch))
                .diskIds(disks)
                .identity(transport().mint(jobId, epoch).receiver())
                .encryption(Encryption.ON)));
    }

    private String createSnapshot(String thing, String disk, boolean last) {
        return cloud.createSnapshot(SnapshotRequest.of(
                s -> s.creation(creation(thing, thing)).diskId(disk).last(last)));
    }

    private Image createImage(String thing, String name, ImageFormat format, String... snapshots) {
        ImageRequest.Builder request = ImageRequest.builder()
                .creation(creation(thing, name))
                .format(format)
                .firmware(Firmware.UEFI)
                .sourceId("s-source")
                .sourceName("web01")
                .round(3);
        for (int i = 0; i < snapshots.length; i++) {
            int index = i;
            request.addDisk(ImageRequestDisk.of(d -> d.index(index)
                    .snapshotId(snapshots[index])
                    .sizeBytes(diskSize())
                    .usedBytes(4096)
                    .digest(DIGEST)));
        }
        return cloud.createImage(request.build());
    }

    private List<Image> imagesOfJob() {
        return cloud.images(region).stream()
                .filter(image -> image.jobId().equals(jobId))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] padded(int length, int offset, byte[] bytes) {
        return ByteBuffer.allocate(length).put(offset, bytes).array();
    }

    private static <T> List<T> atOnce(int threads, Callable<T> call) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(Collections.nCopies(threads, call))) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
