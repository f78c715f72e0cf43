package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceType;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.Transport;
import dev.smc.testkit.FaultProxy;
import dev.smc.testkit.FaultProxy.Fault;
import dev.smc.testkit.FaultProxy.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole jobs, with the real transport and the local cloud, over a network that changes bytes or lets strangers in. */
class BadNetworkIT {
    private static final int SIZE = 3 << 20;

    @TempDir
    Path temp;

    private Path disk;
    private FaultProxy proxy;

    @BeforeEach
    void makeDisk() throws IOException {
        byte[] data = new byte[SIZE];
        new SplittableRandom(7).nextBytes(data);
        disk = Files.write(temp.resolve("web01.raw"), data);
    }

    @AfterEach
    void closeProxy() throws Exception {
        if (proxy != null) {
            proxy.close();
        }
    }

    /** Changes what the sender is told, and leaves everything else to the real transport. */
    private record Meddler(Transport real, UnaryOperator<ChannelSpec> change) implements Transport {
        @Override
        public String id() {
            return "meddler";
        }

        @Override
        public SessionIdentities mint(String jobId, long epoch) {
            return real.mint(jobId, epoch);
        }

        @Override
        public Receiver receive(ReceiverSpec spec) {
            return real.receive(spec);
        }

        @Override
        public ReplicationChannel connect(ChannelSpec spec) {
            return real.connect(change.apply(spec));
        }
    }

    private static Transport real() {
        return ServiceLoader.load(Transport.class).findFirst().orElseThrow();
    }

    private ChannelSpec through(ChannelSpec spec, List<Fault> faults) {
        try {
            proxy = new FaultProxy(spec.address(), faults);
            return spec.toBuilder().address(proxy.address()).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MigrationCenter open(UnaryOperator<ChannelSpec> change) {
        return MigrationCenter.builder()
                .home(temp.resolve("home"))
                .transport(new Meddler(real(), change))
                .open();
    }

    private ReplicationJob job(MigrationCenter center) {
        SourceServer web01 = center.sources().register(s -> s.name("web01").addDisk(disk));
        return center.jobs().create(j -> j.name("web01").sourceId(web01.id()).target(Target.image("local", "web01")));
    }

    /** The typed error, the way out, nothing left but what the ledger lists, and that goes with the job. */
    private MigrationException assertFails(UnaryOperator<ChannelSpec> change, ErrorCode code) throws IOException {
        MigrationException error;
        try (MigrationCenter center = open(change)) {
            ReplicationJob job = job(center);
            error = (MigrationException) catchThrowableOfType(
                            CompletionException.class,
                            () -> center.jobs().start(job.id()).completion().join())
                    .getCause();
            assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
            assertThat(error.jobId()).contains(job.id());
            assertThat(error.remedy()).isNotEmpty();
            assertThat(center.jobs().get(job.id()).status()).isEqualTo(JobStatus.IN_ERROR);
            assertThat(center.resources().list())
                    .extracting(Resource::type)
                    .containsOnly(ResourceType.DISK, ResourceType.INSTANCE);
            assertThat(things("disks")).hasSize(1);

            center.jobs().delete(job.id());
            assertThat(center.resources().list()).isEmpty();
        }
        assertThat(things("disks")).isEmpty();
        assertThat(things("snapshots")).isEmpty();
        assertThat(things("images")).isEmpty();
        return error;
    }

    private List<String> things(String kind) throws IOException {
        try (var found = Files.list(temp.resolve("home/clouds/local").resolve(kind))) {
            return found.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void start_bytesThatKeepChanging_failsAsCorrupt() throws IOException {
        assertFails(
                spec -> through(spec, Collections.nCopies(1000, new Fault(Kind.FLIP, 200_000))),
                ErrorCode.FRAME_CORRUPT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FLIP", "CUT"})
    void start_oneFault_isOvercome(Kind kind) throws IOException {
        try (MigrationCenter center =
                open(spec -> through(spec, List.of(new Fault(Kind.NONE, 0), new Fault(kind, 1_000_000))))) {
            ReplicationResult result =
                    center.jobs().start(job(center).id()).completion().join();

            Path image = Path.of(center.resources()
                    .image(result.imageId())
                    .disks()
                    .get(0)
                    .path()
                    .orElseThrow());
            assertThat(Files.mismatch(image, disk)).isEqualTo(-1);
        }
    }

    @Test
    void start_certificateOfAnotherRun_isRefused() throws IOException {
        MigrationException error = assertFails(
                spec -> spec.toBuilder()
                        .identity(real().mint(spec.jobId(), spec.epoch()).sender())
                        .build(),
                ErrorCode.PEER_UNTRUSTED);
        assertThat(error.retryable()).isFalse();
    }

    @Test
    void start_epochOfAnEarlierOwner_isRefused() throws IOException {
        assertFails(spec -> spec.toBuilder().epoch(spec.epoch() - 1).build(), ErrorCode.STALE_EPOCH);
    }
}
