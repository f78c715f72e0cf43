package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every value of the model. */
class ModelValuesTest {

    static List<Samples.Sample<?>> samples() {
        return Samples.all();
    }

    @Test
    void samples_ofThePackage_coverEveryValue() throws IOException {
        Set<String> values = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/smc/api/model"))) {
            for (Path source : sources.toList()) {
                if (Files.readString(source).contains("\n@Value.Immutable\n")) {
                    values.add(source.getFileName().toString().replace(".java", ""));
                }
            }
        }
        assertThat(samples().stream().map(Samples.Sample::toString).collect(Collectors.toSet()))
                .isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void equalsAndHashCode_ofEveryValue_keepTheContract(Samples.Sample<?> sample) {
        EqualsVerifier.forClass(sample.value().getClass())
                .suppress(Warning.NULL_FIELDS)
                .verify();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void json_ofAFullValue_comesBackEqual(Samples.Sample<?> sample) {
        String json = ModelJson.write(sample.value());
        assertThat(json).doesNotContain("\n", "null", ":\"\"", "[]");
        assertThat((Object) ModelJson.read(json, sample.type())).isEqualTo(sample.value());
        assertThat((Object) ModelJson.read(ModelJson.writeIndented(sample.value()), sample.type()))
                .isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void json_withAnUnknownField_isRefused(Samples.Sample<?> sample) {
        String json = ModelJson.write(sample.value()).replaceFirst("\\{", "{\"colour\":1,");
        assertThatThrownBy(() -> ModelJson.read(json, sample.type()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("colour: is unknown; known are [");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void toBuilder_ofAnyValue_buildsAnEqualOne(Samples.Sample<?> sample) throws ReflectiveOperationException {
        assertThat(sample.rebuilt()).isNotSameAs(sample.value()).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void toString_ofAnyValue_namesTypeAndAttributes(Samples.Sample<?> sample) {
        assertThat(sample.value().toString()).startsWith(sample + "{").endsWith("}");
    }

    @Test
    void toBuilder_changed_leavesTheOriginalAlone() {
        JobSpec renamed = Samples.JOB_SPEC.toBuilder().name("other").build();
        assertThat(renamed.name()).isEqualTo("other");
        assertThat(renamed.sourceId()).isEqualTo("s-1");
        assertThat(Samples.JOB_SPEC.name()).isEqualTo("web01-to-image");
    }

    @Test
    void lists_ofValues_cannotBeChanged() {
        assertThatThrownBy(() -> Samples.SOURCE.disks().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void build_withRequiredAttributesMissing_namesEachOfThem() {
        assertThatThrownBy(() -> ImageTarget.builder().build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("region: is missing; imageName: is missing; correct all 2 and try again");
        assertThatThrownBy(() -> SkippedItem.of(s -> s.name("disk 1")))
                .hasMessage("reason: is missing; correct it and try again");
    }

    @Test
    void sums_overDisks_addUp() {
        assertThat(Samples.RESULT.usedBytes()).isEqualTo(1000);
        assertThat(Samples.RESULT.changedBytes()).isEqualTo(800);
        assertThat(Samples.RESULT.transferredBytes()).isEqualTo(600);
        assertThat(Samples.RESULT.wireBytes()).isEqualTo(400);
        assertThat(Samples.SOURCE.usedBytes()).isEqualTo(2 * ((3L << 30) + 1));
        assertThat(Samples.SERVER.usedBytes()).isEqualTo(2 * ((3L << 30) + 1));
        assertThat(Samples.JOB.name()).isEqualTo("web01-to-image");
    }

    @Test
    void firmware_ofAServer_isThatOfItsSystemDisk() {
        assertThat(Samples.SERVER.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(ServerLayout.builder().build().firmware()).isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void percent_ofProgress_staysBetween0And100() {
        assertThat(Samples.PROGRESS.percent()).isEqualTo(25);
        assertThat(Samples.PROGRESS.toBuilder().totalBytes(0).build().percent()).isZero();
        assertThat(Samples.PROGRESS.toBuilder().doneBytes(801).build().percent())
                .isEqualTo(100);
    }
}
