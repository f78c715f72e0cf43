package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@link SourceSpec}, {@link JobSpec} and {@link BootOptions}. */
class SpecRulesTest {
    private static final String BAD_NAME =
            "must be 2 to 128 characters, start with a letter, and hold only letters, digits and : _ . -, but is \"%s\"";

    @Test
    void source_withTheLeast_hasDefaults() {
        SourceSpec spec = SourceSpec.of(s -> s.name("web01").addDisk(Path.of("/d")));
        assertThat(spec.description()).isEmpty();
        assertThat(spec.disks()).containsExactly(DiskLocation.of("/d"));
    }

    @Test
    void job_withTheLeast_hasDefaults() {
        JobSpec spec = JobSpec.of(j -> j.name("web01").sourceId("s-1"));
        assertThat(spec.description()).isEmpty();
        assertThat(spec.target()).isEqualTo(Target.image("local", "web01"));
        assertThat(((ImageTarget) spec.target()).format()).isEqualTo(ImageFormat.RAW);
        assertThat(spec.transfer().compressionLevel()).isEqualTo(7);
        assertThat(spec.transfer().bandwidthLimit()).isEqualTo(Bandwidth.unlimited());
        assertThat(spec.transfer().verifyChecksums()).isFalse();
        assertThat(spec.transfer().encryption()).isEqualTo(Encryption.AUTO);
        assertThat(spec.runOnce()).isTrue();
        assertThat(spec.maxImagesToKeep()).isEmpty();
    }

    @Test
    void job_withTransferOfAConsumer_takesIt() {
        JobSpec spec = JobSpec.of(j -> j.name("web01")
                .sourceId("s-1")
                .transfer(t -> t.compressionLevel(0).verifyChecksums(true)));
        assertThat(spec.transfer())
                .isEqualTo(TransferOptions.of(t -> t.compressionLevel(0).verifyChecksums(true)));
    }

    @Test
    void source_breakingEveryRule_reportsAllAtOnce() {
        violationsOfSource(s -> s.description("x".repeat(257)))
                .containsExactly(
                        new Violation("name", "is missing"),
                        new Violation("description", "must be at most 256 characters, but has 257"),
                        new Violation("disks", "must be 1 to 17 disks, but is 0"));
    }

    @Test
    void job_breakingEveryRule_reportsAllAtOnce() {
        violationsOfJob(j -> j.name("1")
                        .description("x".repeat(129))
                        .sourceId(" ")
                        .target(Target.image("", "2"))
                        .transfer(t -> t.compressionLevel(11))
                        .maxImagesToKeep(11))
                .containsExactly(
                        new Violation("name", BAD_NAME.formatted("1")),
                        new Violation("description", "must be at most 128 characters, but has 129"),
                        new Violation("sourceId", "is missing; register a source and pass its id"),
                        new Violation("target.region", "is missing; \"local\" is the local cloud"),
                        new Violation("target.imageName", BAD_NAME.formatted("2")),
                        new Violation("transfer.compressionLevel", "must be 0 to 10, but is 11"),
                        new Violation("maxImagesToKeep", "must be 1 to 10 images, but is 11"),
                        new Violation("maxImagesToKeep", "needs runOnce(false): a job that runs once makes one image"));
    }

    @Test
    void job_withABadNameThatTheTargetTakesOver_reportsItOnce() {
        violationsOfJob(j -> j.name("-").sourceId("s-1"))
                .containsExactly(new Violation("name", BAD_NAME.formatted("-")));
    }

    @Test
    void source_withMoreDisksThanEcsTakes_isRefused() {
        violationsOfSource(s -> {
                    s.name("web01");
                    for (int i = 0; i < 18; i++) {
                        s.addDisk(Path.of("/disk" + i));
                    }
                })
                .containsExactly(new Violation("disks", "must be 1 to 17 disks, but is 18"));
    }

    @Test
    void source_withADiskTwice_namesTheDisk() {
        violationsOfSource(s -> s.name("web01").addDisk(Path.of("/a/../b")).addDisk("/b"))
                .containsExactly(new Violation("disks", "/b is listed twice"));
    }

    @Test
    void boot_breakingEveryRule_reportsAllAtOnce() {
        assertThat(catchThrowableOfType(
                                InvalidSpecException.class,
                                () -> BootOptions.of(
                                        b -> b.diskBus("scsi").memoryMib(255).timeLimit(Duration.ofSeconds(-5))))
                        .violations())
                .containsExactly(
                        new Violation("diskBus", "must be virtio, nvme or ide, but is \"scsi\""),
                        new Violation("memoryMib", "must be 256 to 65536 MiB, but is 255"),
                        new Violation("timeLimit", "must be more than 0 s, but is -5 s"));
    }

    @Test
    void limits_atTheirEnds_areAllowed() {
        assertThat(SourceSpec.of(s -> {
                            s.name("n".repeat(128)).description("x".repeat(256));
                            for (int i = 0; i < 17; i++) {
                                s.addDisk(Path.of("/disk" + i));
                            }
                        })
                        .disks())
                .hasSize(17);
        JobSpec most = JobSpec.of(j -> j.name("ab")
                .description("x".repeat(128))
                .sourceId("s-1")
                .transfer(t -> t.compressionLevel(10))
                .runOnce(false)
                .maxImagesToKeep(10));
        assertThat(most.toBuilder()
                        .transfer(t -> t.compressionLevel(0))
                        .maxImagesToKeep(1)
                        .build()
                        .maxImagesToKeep())
                .hasValue(1);
        violationsOfJob(j -> j.from(most).maxImagesToKeep(0).transfer(t -> t.compressionLevel(-1)))
                .containsExactly(
                        new Violation("transfer.compressionLevel", "must be 0 to 10, but is -1"),
                        new Violation("maxImagesToKeep", "must be 1 to 10 images, but is 0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "web01", "Größe", "服务器1", "a:b_c.d-e"})
    void name_ofLettersDigitsAndMarks_isAllowed(String name) {
        assertThat(SourceSpec.of(s -> s.name(name).addDisk("/d")).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1ab", "_ab", "a b", "a/b", "a\nb", "http://a", "https://a"})
    void name_ofAnythingElse_isRefused(String name) {
        violationsOfSource(s -> s.name(name).addDisk("/d"))
                .containsExactly(new Violation("name", BAD_NAME.formatted(name)));
    }

    @Test
    void name_tooLong_isRefused() {
        violationsOfSource(s -> s.name("n".repeat(129)).addDisk("/d")).hasSize(1);
    }

    private static ListAssert<Violation> violationsOfSource(Consumer<SourceSpec.Builder> spec) {
        return assertThat(catchThrowableOfType(InvalidSpecException.class, () -> SourceSpec.of(spec))
                .violations());
    }

    private static ListAssert<Violation> violationsOfJob(Consumer<JobSpec.Builder> spec) {
        return assertThat(catchThrowableOfType(InvalidSpecException.class, () -> JobSpec.of(spec))
                .violations());
    }
}
