package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelJsonTest {

    @Test
    void write_ofTransferOptions_isPlainJson() {
        assertThat(ModelJson.write(Samples.TRANSFER))
                .isEqualTo("{\"compressionLevel\":3,\"adaptCompression\":true,\"bandwidthLimit\":200,"
                        + "\"bandwidthWindows\":[{\"start\":\"22:00:00\",\"end\":\"06:30:00\",\"limit\":500,"
                        + "\"zone\":\"Asia/Shanghai\"}],\"verifyChecksums\":true,\"encryption\":\"ON\",\"streams\":2}");
    }

    @Test
    void write_ofTimesAndDurations_isIso8601() {
        assertThat(ModelJson.write(Samples.ROUND)).contains("\"startedAt\":\"2026-11-23T08:00:00.123456789Z\"");
        assertThat(ModelJson.write(Samples.RESULT)).contains("\"elapsed\":\"PT1M1.5S\"");
    }

    @Test
    void write_ofATarget_namesItsType() {
        assertThat(ModelJson.write(Samples.TARGET))
                .isEqualTo(
                        "{\"type\":\"image\",\"region\":\"cn-hangzhou\",\"imageName\":\"web01-image\",\"format\":\"QCOW2\"}");
    }

    @Test
    void writeIndented_ofAValue_takesALineEach() {
        assertThat(ModelJson.writeIndented(Samples.SKIPPED).lines()).hasSize(4);
    }

    @Test
    void write_ofSomethingElse_isRefused() {
        assertThatThrownBy(() -> ModelJson.write(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Object cannot be written as JSON");
        assertThatThrownBy(() -> ModelJson.writeIndented(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Object cannot be written as JSON");
    }

    @Test
    void read_ofATarget_findsItsType() {
        assertThat(ModelJson.read(ModelJson.write(Samples.TARGET), Target.class))
                .isEqualTo(Samples.TARGET);
        assertThatThrownBy(() -> ModelJson.read("{\"type\":\"tape\",\"region\":\"local\"}", Target.class))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'tape'");
    }

    @Test
    void read_withOptionalsMissing_leavesThemEmptyOrAtTheirDefault() {
        JobSpec spec = ModelJson.read("{\"name\":\"job1\",\"sourceId\":\"s-1\"}", JobSpec.class);
        assertThat(spec).isEqualTo(JobSpec.of(j -> j.name("job1").sourceId("s-1")));
        assertThat(spec.maxImagesToKeep()).isEmpty();
    }

    /** Versions before there were volumes stored it so. */
    @Test
    void read_ofASourceWithoutVolumes_hasNone() {
        String json = ModelJson.write(Samples.SOURCE).replaceFirst(",\"volumes\":\\[[^\\]]*\\][^\\]]*\\]", "");
        assertThat(json).doesNotContain("volumes");
        assertThat(ModelJson.read(json, SourceServer.class))
                .isEqualTo(Samples.SOURCE.toBuilder().volumes(List.of()).build());
    }

    /** Maps of the JDK have another order in each process. */
    @Test
    void write_ofFacts_sortsThem() {
        Map<String, String> facts = Map.of("c", "1", "a", "2", "b", "3");
        String sorted = "\"facts\":{\"a\":\"2\",\"b\":\"3\",\"c\":\"1\"}";
        assertThat(ModelJson.write(Platform.UNKNOWN.toBuilder().facts(facts).build()))
                .contains(sorted);
        assertThat(ModelJson.write(Samples.GUEST_INFO.toBuilder().facts(facts).build()))
                .contains(sorted);
    }

    @Test
    void read_withRequiredAttributesMissing_namesThem() {
        assertThatThrownBy(() -> ModelJson.read("{}", SkippedItem.class))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SPEC))
                .hasMessage("name: is missing; reason: is missing; correct all 2 and try again");
    }

    @Test
    void read_breakingARule_givesTheRulesViolations() {
        assertThatThrownBy(() -> ModelJson.read("{\"transfer\":{\"compressionLevel\":11}}", JobSpec.class))
                .hasMessage("name: is missing; sourceId: is missing; register a source and pass its id; "
                        + "transfer.compressionLevel: must be 0 to 10, but is 11; correct all 3 and try again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | json | is null",
                "`` | json | No content",
                "{ | json | Unexpected end-of-input",
                "[] | json | Cannot deserialize",
                "{\"name\":\"job1\",\"sourceId\":\"s-1\"} {} | json | Trailing token",
                "{\"runOnce\":true,\"runOnce\":false} | json | Duplicate",
                "{\"transfer\":{\"compressionLevel\":\"7\"}} | transfer.compressionLevel | Cannot coerce String value",
                "{\"transfer\":{\"compressionLevel\":7.5}} | transfer.compressionLevel | Cannot coerce Floating-point",
                "{\"transfer\":{\"compressionLevel\":99999999999}} | transfer.compressionLevel | out of range",
                "{\"transfer\":{\"compressionLevel\":null}} | transfer.compressionLevel | Cannot map `null`",
                "{\"transfer\":{\"encryption\":1}} | transfer.encryption | not allowed to deserialize Enum value out of number",
                "{\"transfer\":{\"encryption\":\"SOME\"}} | transfer.encryption | [AUTO, OFF, ON]",
                "{\"transfer\":{\"colour\":1}} | transfer.colour | is unknown",
                "{\"maxImagesToKeep\":\"many\"} | maxImagesToKeep | OptionalInt"
            })
    void read_ofNonsense_saysWhereAndWhat(String json, String path, String message) {
        assertThatThrownBy(() -> ModelJson.read(json, JobSpec.class))
                .isInstanceOfSatisfying(InvalidSpecException.class, e -> {
                    assertThat(e.violations()).hasSize(1);
                    assertThat(e.violations().get(0).path()).isEqualTo(path);
                    assertThat(e.violations().get(0).message()).contains(message);
                });
    }

    @Test
    void read_ofABadElement_saysItsIndex() {
        assertThatThrownBy(() -> ModelJson.read("{\"name\":\"web01\",\"disks\":[\"/a\",{}]}", SourceSpec.class))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        e -> assertThat(e.violations().get(0).path()).isEqualTo("disks[1]"));
    }
}
