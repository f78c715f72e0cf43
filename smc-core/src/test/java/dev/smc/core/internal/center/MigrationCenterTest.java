package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.StoreException;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.Image;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceType;
import dev.smc.api.model.ServerLayout;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import dev.smc.api.model.Target;
import dev.smc.core.internal.fake.FakeCloud;
import dev.smc.core.internal.fake.Faults;
import dev.smc.spi.cloud.CloudCapabilities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationCenterTest {
    @TempDir
    Path temp;

    private World world;

    @BeforeEach
    void create() {
        world = new World(temp.resolve("home"));
    }

    static void assertCode(ErrorCode code, ThrowingCallable call, String... message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            for (String part : message) {
                assertThat(e.getMessage()).contains(part);
            }
        });
    }

    @Test
    void builder_byServiceLoader_isOurs() {
        assertThat(MigrationCenter.builder()).isInstanceOf(CenterBuilder.class);
    }

    @Test
    void open_withoutHome_saysSo() {
        assertThatThrownBy(() -> new CenterBuilder().open())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("home: is missing");
    }

    @Test
    void open_cloudsShareARegion_closesWhatWasOpened() {
        FakeCloud other = new FakeCloud("other", "moon");
        assertCode(
                ErrorCode.INVALID_SPEC,
                () -> world.builder(new Faults()).addCloud(other).open(),
                "\"fake\"",
                "\"other\"",
                "\"moon\"");
        assertThat(world.home.resolve("nodes")).isEmptyDirectory();
        assertThat(other.closed).hasValue(0);
    }

    @Test
    void open_cloudOfTheSameIdAgain_isReplacedByTheLast() {
        FakeCloud better = new FakeCloud("fake", "moon");
        InstantSource clock = InstantSource.fixed(java.time.Instant.EPOCH);
        try (MigrationCenter center =
                world.builder(new Faults()).addCloud(better).clock(clock).open()) {
            assertThat(center.resources().images("moon")).isEmpty();
            assertThat(world.cloud.context).isNull();
            assertThat(better.context.directory()).isEqualTo(world.home.resolve("clouds/fake"));
            assertThat(better.context.transport()).isSameAs(world.transport);
            assertThat(better.context.clock()).isSameAs(clock);
        }
    }

    @Test
    void close_handedInParts_areNotClosed() {
        ExecutorService executor = Executors.newCachedThreadPool();
        MigrationCenter center = world.builder(new Faults()).executor(executor).open();
        center.close();
        center.close();

        assertThat(executor.isShutdown()).isFalse();
        assertThat(world.cloud.closed).hasValue(0);
        executor.shutdown();
        assertThatThrownBy(() -> center.jobs().list()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> center.jobs().start("j-1")).hasMessageContaining("closed");
    }

    @Test
    void register_source_isInspectedAndRemembered() {
        SourceServer source;
        try (MigrationCenter center = world.open()) {
            source = World.source(center);
            assertThat(source.id()).matches("s-[0-9a-z]{12}");
            assertThat(source.state()).isEqualTo(SourceState.AVAILABLE);
            assertThat(source.usedBytes()).isEqualTo(World.SIZE + World.SIZE / 2);
            assertCode(ErrorCode.INVALID_SPEC, () -> World.source(center), "web01");
            assertThat(center.sources().list()).containsExactly(source);
            assertThat(world.disks.open()).isZero();
        }
        try (MigrationCenter center = world.open()) {
            assertThat(center.sources().get(source.id())).isEqualTo(source);
            center.sources().delete(source.id());
            assertThat(center.sources().list()).isEmpty();
        }
    }

    @Test
    void inspect_disk_remembersNothing() {
        try (MigrationCenter center = world.open()) {
            ServerLayout layout = center.sources().inspect(List.of(DiskLocation.of(World.DISK_0)));
            assertThat(layout.disks().get(0).sizeBytes()).isEqualTo(World.SIZE);
            assertThat(center.sources().list()).isEmpty();
            assertCode(
                    ErrorCode.SOURCE_UNREADABLE,
                    () -> center.sources().inspect(List.of(DiskLocation.of(World.DISK_0), DiskLocation.of("mem://7"))),
                    "mem://7");
            assertCode(ErrorCode.INVALID_SPEC, () -> center.sources().inspect());
            assertThat(world.disks.open()).isZero();
        }
    }

    @Test
    void create_breaksRules_namesAll() {
        try (MigrationCenter center = world.open()) {
            World.job(center);
            assertThatThrownBy(() -> center.jobs()
                            .create(j ->
                                    j.name("web01-to-image").sourceId("s-0").target(Target.image("sun", "web01"))))
                    .isInstanceOfSatisfying(
                            InvalidSpecException.class,
                            e -> assertThat(e.violations())
                                    .extracting(Violation::path)
                                    .containsExactly("target.region", "name", "sourceId"));
            assertThat(center.jobs().list()).hasSize(1);
        }
    }

    @Test
    void create_unknownKindOfTarget_isRefused() {
        try (MigrationCenter center = world.open()) {
            String source = World.source(center).id();
            assertCode(
                    ErrorCode.INVALID_SPEC,
                    () -> center.jobs()
                            .create(j -> j.name("job1").sourceId(source).target(() -> "moon")),
                    "target: must be an image");
        }
    }

    @Test
    void images_ofFinishedJob_canBeFoundAndDeleted() {
        try (MigrationCenter center = world.open()) {
            ReplicationJob job = World.job(center);
            String id = center.jobs().start(job.id()).completion().join().imageId();

            Image image = center.resources().image(id);
            assertThat(center.resources().images("moon")).containsExactly(image);
            assertThat(image.name()).isEqualTo("web01");
            assertThat(center.resources().list()).singleElement().satisfies(r -> {
                assertThat(r.id()).contains(id);
                assertThat(r.type()).isEqualTo(ResourceType.IMAGE);
                assertThat(r.costToKeep()).contains("1 coin a day");
            });
            center.resources().deleteImage(id);

            assertThat(center.resources().list()).isEmpty();
            assertThat(world.cloud.everything()).isEmpty();
            assertCode(ErrorCode.NOT_FOUND, () -> center.resources().image(id), id);
            assertCode(ErrorCode.NOT_FOUND, () -> center.resources().deleteImage(id), id);
            assertCode(ErrorCode.NOT_FOUND, () -> center.resources().images("sun"), "sun");
        }
    }

    @Test
    void deleteImage_thatVanished_completesTheLedger() {
        try (MigrationCenter center = world.open()) {
            String id = center.jobs()
                    .start(World.job(center).id())
                    .completion()
                    .join()
                    .imageId();
            world.cloud.lose(id);

            center.resources().deleteImage(id);

            assertThat(center.resources().list()).isEmpty();
        }
    }

    @Test
    void deleteImage_thatNeedsItsSnapshots_releasesThemToo() {
        world.cloud.capabilities = CloudCapabilities.of(c -> c.imagesKeepSnapshots(true));
        try (MigrationCenter center = world.open()) {
            ReplicationJob job = World.job(center);
            String id = center.jobs().start(job.id()).completion().join().imageId();
            center.jobs().delete(job.id());
            assertThat(center.resources().list())
                    .extracting(Resource::type)
                    .containsExactlyInAnyOrder(ResourceType.SNAPSHOT, ResourceType.SNAPSHOT, ResourceType.IMAGE);

            center.resources().deleteImage(id);

            assertThat(center.resources().list()).isEmpty();
            assertThat(world.cloud.everything()).isEmpty();
        }
    }

    @Test
    void list_costCannotBeAsked_stillListsTheResource() {
        Faults faults = new Faults();
        try (MigrationCenter center = world.open(faults)) {
            center.jobs().start(World.job(center).id()).completion().join();
            faults.fail(
                    "costToKeep", 1, () -> new dev.smc.api.error.CloudException(ErrorCode.CLOUD_FAILED, "no line", ""));

            assertThat(center.resources().list())
                    .extracting(Resource::costToKeep)
                    .containsExactly(Optional.of("unknown: no line"));
        }
    }

    @Test
    void delete_finishedJob_keepsImageAndSource() {
        try (MigrationCenter center = world.open()) {
            ReplicationJob job = World.job(center);
            center.jobs().start(job.id()).completion().join();
            assertThat(center.jobs().get(job.id()).status()).isEqualTo(JobStatus.FINISHED);

            center.jobs().delete(job.id());

            assertThat(center.jobs().list()).isEmpty();
            assertThat(center.resources().images("moon")).hasSize(1);
            assertThat(center.resources().list()).hasSize(1);
            assertThat(center.sources().list()).hasSize(1);
            assertCode(ErrorCode.NOT_FOUND, () -> center.jobs().delete(job.id()), job.id());
        }
    }

    @Test
    void register_oneDiskUnderTwoNamesOrEmpty_isRefused() throws Exception {
        Path raw = Files.write(temp.resolve("disk.raw"), new byte[1 << 20]);
        Path link = Files.createSymbolicLink(temp.resolve("link.raw"), raw);
        Path empty = Files.createFile(temp.resolve("empty.raw"));
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("other-home"))) {
            assertCode(
                    ErrorCode.INVALID_SPEC,
                    () -> center.sources()
                            .register(s -> s.name("web01").addDisk(raw).addDisk(link)),
                    link + " and " + raw + " are the same disk");
            assertCode(
                    ErrorCode.INVALID_SPEC,
                    () -> center.sources().register(s -> s.name("web01").addDisk(empty)),
                    empty + " is empty: it has 0 bytes");
            assertThat(center.sources().list()).isEmpty();
        }
    }

    @Test
    void opener_pathsAndAddresses_areOpenedAndInspected() throws Exception {
        Path raw = temp.resolve("disk.raw");
        Files.write(raw, new byte[1 << 20]);
        InspectingDiskOpener opener = new InspectingDiskOpener(
                List.of(
                        location -> Optional.empty(),
                        location -> location.toString().startsWith("mem://")
                                ? Optional.of(world.disks.open(location))
                                : Optional.empty()),
                temp.resolve("unpacked"),
                false);

        try (var server = opener.inspect(
                List.of(opener.open(DiskLocation.of(raw)), opener.open(DiskLocation.of(World.DISK_0))))) {
            assertThat(server.layout().disks().get(0).sizeBytes()).isEqualTo(1 << 20);
            assertThat(server.disks().get(0).source().format()).isEqualTo("raw");
            assertThat(server.disks().get(1).used().usedBytes()).isEqualTo(World.SIZE);
        }
        assertThat(world.disks.open()).isZero();
        assertCode(
                ErrorCode.DISK_UNSUPPORTED,
                () -> opener.open(DiskLocation.of("tape://1")),
                "no block source factory knows the address tape://1");
    }
}
