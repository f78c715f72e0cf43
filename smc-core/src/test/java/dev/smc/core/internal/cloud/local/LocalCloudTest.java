package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.cloud.IntermediateInstance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCloudTest {
    private static final byte[] BEFORE = "before".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AFTER = "after!".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private TestCloud cloud;

    @BeforeEach
    void open() {
        cloud = new TestCloud(directory.resolve("clouds/local"));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void serviceLoader_core_findsTheLocalCloud() {
        assertThat(ServiceLoader.load(CloudProvider.class))
                .filteredOn(provider -> provider.id().equals("local"))
                .singleElement()
                .isInstanceOf(LocalCloud.class);
        assertThat(cloud.cloud.regions()).containsExactly("local");
    }

    @Test
    void anyCall_notOpen_isRefused() {
        assertThatThrownBy(() -> new LocalCloud().images("local"))
                .asInstanceOf(type(CloudException.class))
                .extracting(MigrationException::code)
                .isEqualTo(ErrorCode.INVALID_STATE);
    }

    @Test
    void open_directoryIsAFile_saysSo() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> new TestCloud(file))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOUD_FAILED))
                .satisfies(e -> assertThat(e).hasMessageContaining(file.toString()));
    }

    @Test
    void createDisk_token_givesTheDocumentedIdentifier() {
        String id = cloud.createDisk("token1");

        // printf token1 | sha256sum
        assertThat(id).isEqualTo("d-df3e6b0bb66ceaadca4f");
    }

    @Test
    void createDisk_large_takesNoSpace() throws Exception {
        String id = cloud.createDisk("disk", 1L << 40);

        assertThat(cloud.diskFile(id)).hasSize(1L << 40);
        assertThat(cloud.cloud.costToKeep(ResourceType.DISK, "local", id).orElseThrow())
                .matches("[0-9.]+ KiB of local disk");
    }

    @Test
    void createDisk_sameTokenOtherSize_isRefusedWithBothFigures() {
        String id = cloud.createDisk("disk", 4096);

        assertThatThrownBy(() -> cloud.createDisk("disk", 8192))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(id, "4096", "8192"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../disks",
                "d-",
                "d-../../../../../etc",
                "s-0123456789abcdef0123",
                "d-0123456789ABCDEF0123",
                "d-0123456789abcdef01234"
            })
    void delete_noDiskId_isRefused(String id) {
        assertThatThrownBy(() -> cloud.delete(ResourceType.DISK, id))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .satisfies(e -> assertThat(e).hasMessageContaining("'" + id + "' is no disk"));
    }

    @Test
    void delete_attachedDisk_isRefusedUntilTheInstanceIsGone() {
        String disk = cloud.createDisk("disk");
        IntermediateInstance instance = cloud.launch("instance", 1, disk);

        assertThatThrownBy(() -> cloud.delete(ResourceType.DISK, disk))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(disk, "attached"));
        assertThat(cloud.diskFile(disk)).exists();

        cloud.delete(ResourceType.INSTANCE, instance.id());
        cloud.delete(ResourceType.DISK, disk);
        assertThat(cloud.diskFile(disk)).doesNotExist();
    }

    @Test
    void launchInstance_diskOfOtherInstance_isRefusedAndLetsGoOfTheRest() {
        String taken = cloud.createDisk("taken");
        String free = cloud.createDisk("free");
        cloud.launch("instance1", 1, taken);

        assertThatThrownBy(() -> cloud.launch("instance2", 1, free, taken))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining(taken);

        assertThat(cloud.transport.receivers()).isEqualTo(1);
        cloud.delete(ResourceType.DISK, free);
        assertThat(cloud.diskFile(free)).doesNotExist();
    }

    @Test
    void launchInstance_lowerEpoch_isRefusedAndTheNewerOneGoesOn() {
        String disk = cloud.createDisk("disk");
        IntermediateInstance newer = cloud.launch("instance", 5, disk);

        assertThatThrownBy(() -> cloud.launch("instance", 4, disk))
                .asInstanceOf(type(CloudException.class))
                .extracting(MigrationException::code)
                .isEqualTo(ErrorCode.STALE_EPOCH);
        assertThat(cloud.transport.receiverAt(newer.address())).isPresent();
        assertThat(cloud.launch("instance", 5, disk).id()).isEqualTo(newer.id());
    }

    @Test
    void launchInstance_anyDisk_listensOnLoopbackWithStateBesideTheDisk() {
        String disk = cloud.createDisk("disk");

        IntermediateInstance instance = cloud.launch("instance", 1, disk);

        assertThat(instance.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(cloud.transport
                        .receiverAt(instance.address())
                        .orElseThrow()
                        .disks()
                        .get(0)
                        .stateDirectory())
                .isEqualTo(cloud.diskFile(disk).resolveSibling("state"));
    }

    @Test
    void launchInstance_diskWasShortened_isRefusedWithBothFigures() throws Exception {
        String disk = cloud.createDisk("disk");
        Files.write(cloud.diskFile(disk), new byte[100]);

        assertThatThrownBy(() -> cloud.launch("instance", 1, disk))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_LOST))
                .satisfies(e -> assertThat(e).hasMessageContainingAll("100", "1048576"));
        cloud.delete(ResourceType.DISK, disk);
    }

    @Test
    void launchInstance_closedCloud_isRefused() {
        String disk = cloud.createDisk("disk");
        cloud.close();

        assertThatThrownBy(() -> cloud.launch("instance", 1, disk))
                .asInstanceOf(type(CloudException.class))
                .extracting(MigrationException::code)
                .isEqualTo(ErrorCode.INVALID_STATE);
    }

    @Test
    void createSnapshot_last_sharesStorageAndOtherwiseCopies() throws Exception {
        String disk = cloud.createDisk("disk");

        String copy = cloud.createSnapshot("snapshot1", disk, false);
        String last = cloud.createSnapshot("snapshot2", disk, true);

        assertThat(Files.isSameFile(cloud.diskFile(disk), cloud.snapshotFile(copy)))
                .isFalse();
        assertThat(Files.isSameFile(cloud.diskFile(disk), cloud.snapshotFile(last)))
                .isTrue();
    }

    @Test
    void launchInstance_diskSharedByImage_writesToStorageOfItsOwn() throws Exception {
        String disk = cloud.createDisk("disk");
        cloud.write(cloud.launch("instance", 1, disk), 0, BEFORE);
        String snapshot = cloud.createSnapshot("snapshot", disk, true);
        Image image = cloud.createImage("image", "web", ImageFormat.RAW, snapshot);
        assertThat(Files.isSameFile(cloud.diskFile(disk), TestCloud.imageFile(image)))
                .isTrue();

        cloud.write(cloud.launch("instance", 2, disk), 0, AFTER);

        assertThat(cloud.diskFile(disk)).content().startsWith("after!");
        assertThat(TestCloud.imageFile(image)).content().startsWith("before");
        assertThat(cloud.snapshotFile(snapshot)).content().startsWith("before");
        assertThat(cloud.diskFile(disk)).hasSize(TestCloud.SIZE);
        assertThat(cloud.diskFile(disk).resolveSibling("disk.own")).doesNotExist();
    }

    @Test
    void createImage_raw_isReadOnly() throws Exception {
        String snapshot = cloud.createSnapshot("snapshot", cloud.createDisk("disk"), false);

        Image raw = cloud.createImage("image1", "raw", ImageFormat.RAW, snapshot);
        Image qcow2 = cloud.createImage("image2", "qcow2", ImageFormat.QCOW2, snapshot);

        for (Image image : new Image[] {raw, qcow2}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(TestCloud.imageFile(image))))
                    .doesNotContain("w")
                    .startsWith("r");
        }
        assertThat(TestCloud.imageFile(raw)).hasFileName("disk-0.raw");
        assertThat(TestCloud.imageFile(qcow2)).hasFileName("disk-0.qcow2");
    }

    @Test
    void createImage_nameTaken_namesTheImageThatHasIt() {
        String snapshot = cloud.createSnapshot("snapshot", cloud.createDisk("disk"), true);
        Image first = cloud.createImage("image1", "web", ImageFormat.RAW, snapshot);

        assertThatThrownBy(() -> cloud.createImage("image2", "web", ImageFormat.RAW, snapshot))
                .isInstanceOf(CloudException.class)
                .hasMessageContainingAll("web", first.id(), TestCloud.JOB);
    }

    @Test
    void createImage_snapshotOfOtherSize_isRefusedWithBothFigures() {
        String snapshot = cloud.createSnapshot("snapshot", cloud.createDisk("disk"), true);

        assertThatThrownBy(() -> cloud.createImage("image", "web", ImageFormat.RAW, snapshot, 4096))
                .asInstanceOf(type(CloudException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(snapshot, "1048576", "4096"));
        assertThat(directory.resolve("clouds/local/images")).isDirectoryNotContaining("glob:**-*");
    }

    @Test
    void images_directoryMoved_givePathsOfTheNewPlace() throws Exception {
        String snapshot = cloud.createSnapshot("snapshot", cloud.createDisk("disk"), true);
        Image image = cloud.createImage("image", "web", ImageFormat.RAW, snapshot);
        cloud.close();
        Path moved = directory.resolve("moved");
        Files.move(directory.resolve("clouds/local"), moved);

        try (TestCloud there = new TestCloud(moved)) {
            assertThat(there.images()).singleElement().satisfies(found -> {
                assertThat(TestCloud.imageFile(found))
                        .isEqualTo(moved.resolve("images").resolve(image.id()).resolve("disk-0.raw"))
                        .isRegularFile();
                assertThat(found.createdAt()).isEqualTo(TestCloud.NOW);
            });
        }
    }

    @Test
    void images_sameInstant_areInTheOrderOfMaking() {
        String snapshot = cloud.createSnapshot("snapshot", cloud.createDisk("disk"), true);
        for (int i = 0; i < 6; i++) {
            cloud.createImage("image" + i, "web-" + i, ImageFormat.RAW, snapshot);
        }

        assertThat(cloud.images())
                .extracting(Image::name)
                .containsExactly("web-0", "web-1", "web-2", "web-3", "web-4", "web-5");
    }

    @Test
    void images_foreignFilesInDirectory_areNotTaken() throws Exception {
        Files.createDirectory(directory.resolve("clouds/local/images/m-mine"));
        Files.createFile(directory.resolve("clouds/local/images/notes.txt"));

        assertThat(cloud.images()).isEmpty();
    }

    @Test
    void costToKeep_written_countsWhatIsOccupied() {
        String disk = cloud.createDisk("disk", 64 << 20);
        cloud.write(cloud.launch("instance", 1, disk), 32 << 20, new byte[3 << 20]);

        assertThat(cloud.cloud.costToKeep(ResourceType.DISK, "local", disk)).contains("3.0 MiB of local disk");
        assertThat(cloud.cloud.costToKeep(ResourceType.INSTANCE, "local", "i-0123456789abcdef0123"))
                .isEmpty();
        assertThat(cloud.cloud.costToKeep(ResourceType.IMAGE, "local", "m-0123456789abcdef0123"))
                .isEmpty();
    }
}
