package dev.smc.core.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.MachineFacts;
import dev.smc.api.model.Platform;
import dev.smc.api.model.PlatformKind;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded servers, a directory each in {@code platforms}: a new case is a new directory. */
class PlatformDetectorTest {
    private static final PlatformDetector DETECTOR = PlatformDetector.standard();

    static Stream<Path> cases() throws Exception {
        try (Stream<Path> all = Files.list(directory())) {
            return all.sorted().toList().stream();
        }
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(PlatformDetectorTest.class.getResource("/platforms").toURI());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void detect_ofARecordedServer_givesItsPlatform(Path directory) throws Exception {
        JsonNode expected =
                new ObjectMapper().readTree(directory.resolve("case.json").toFile());
        Map<String, String> machine = new TreeMap<>();
        expected.path("machine")
                .properties()
                .forEach(e -> machine.put(e.getKey(), e.getValue().asText()));
        Path files = directory.resolve("files");
        List<GuestDevice> devices =
                Files.exists(files) ? List.of(GuestDevices.of(new DirectoryTree(files))) : List.of();

        Platform found = DETECTOR.detect(machine, devices);

        assertThat(found.id()).as("%s", found).isEqualTo(expected.get("expect").asText());
        assertThat(found.confidence()).isBetween(expected.get("atLeast").asInt(), 99);
        assertThat(found.evidence().isEmpty()).isEqualTo(found.kind() == PlatformKind.UNKNOWN);
        assertThat(found.facts()).doesNotContainKeys("dmi.product_serial", "dmi.product_uuid", "hypervisor.uuid");
        if (expected.has("fact")) {
            assertThat(found.facts()).containsKey(expected.get("fact").asText());
        }
    }

    @Test
    void cases_always_coverEveryPlatform() throws Exception {
        List<String> covered = cases().map(p -> {
                    try {
                        return new ObjectMapper()
                                .readTree(p.resolve("case.json").toFile())
                                .get("expect")
                                .asText();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
        PlatformRules.own().platforms().forEach(p -> assertThat(covered).contains(p.id()));
    }

    @Test
    void with_rulesOfAUser_recognisesWhatWasUnknown() {
        String rules = """
                {"version": 1, "platforms": [{"id": "ours", "name": "Our cloud", "kind": "CLOUD", "rules": [
                  {"all": [{"fact": "dmi.sys_vendor", "is": "Some Cloud Ltd"}], "confidence": 90, "source": "our own"}]}]}
                """;

        Platform found = DETECTOR.with(rules, "ours.json")
                .detect(Map.of("dmi.sys_vendor", "Some Cloud Ltd", "cpuid", "KVMKVMKVM"), List.of());

        assertThat(found.name()).isEqualTo("Our cloud");
        assertThat(found.evidence()).containsExactly("dmi.sys_vendor is \"Some Cloud Ltd\" (90 %; our own)");
        assertThat(found.others()).containsExactly("KVM, unknown cloud (75 %)");
    }

    @Test
    void with_furtherRulesForAKnownPlatform_hasBoth() {
        String rules = """
                {"version": 1, "platforms": [{"id": "ucloud", "name": "UCloud", "kind": "CLOUD", "rules": [
                  {"all": [{"fact": "dmi.product_name", "startsWith": "uhost"}], "confidence": 95, "source": "dmidecode"}]}]}
                """;
        PlatformDetector detector = DETECTOR.with(rules, "more.json");

        assertThat(detector.detect(Map.of("dmi.product_name", "UHost N2"), List.of())
                        .id())
                .isEqualTo("ucloud");
        assertThat(detector.detect(Map.of("dmi.sys_vendor", "UCloud"), List.of())
                        .name())
                .isEqualTo("UCloud");
    }

    @Test
    void with_wrongRules_saysAllThatIsWrong() {
        String rules = """
                {"version": 2, "platforms": [{"id": "x", "name": "X", "kind": "CLOUD", "rules": [
                  {"all": [{"fact": "a"}, {"file": "etc/x"}, {"is": "y"}], "confidence": 100, "source": "s"},
                  {"all": [], "confidence": 10, "source": "s"}]}]}
                """;

        assertThatThrownBy(() -> DETECTOR.with(rules, "mine.json"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("mine.json")
                .hasMessageContaining("version is 2")
                .hasMessageContaining("the condition on a says nothing of its text")
                .hasMessageContaining("the file etc/x is no absolute path")
                .hasMessageContaining("needs either fact or file")
                .hasMessageContaining("confidence 100")
                .hasMessageContaining("needs conditions");
        assertThatThrownBy(() -> DETECTOR.with("[]", "mine.json")).isInstanceOf(InvalidSpecException.class);
    }

    @Test
    void ofDmidecode_ofItsOutput_namesTheFacts() {
        String output = """
                # dmidecode 3.4
                Handle 0x0000, DMI type 0, 24 bytes
                BIOS Information
                \tVendor: Phoenix Technologies LTD
                \tVersion: 6.00

                Handle 0x0001, DMI type 1, 27 bytes
                System Information
                \tManufacturer: VMware, Inc.
                \tProduct Name: VMware Virtual Platform
                \tVersion: None
                \tSerial Number: VMware-56 4d 1a

                Handle 0x0003, DMI type 3, 21 bytes
                Chassis Information
                \tManufacturer: No Enclosure
                \tAsset Tag: No Asset Tag
                """;

        Map<String, String> facts = MachineFacts.ofDmidecode(output);

        assertThat(facts)
                .containsEntry("dmi.sys_vendor", "VMware, Inc.")
                .containsEntry("dmi.bios_version", "6.00")
                .doesNotContainKey("dmi.product_version");
        assertThat(DETECTOR.detect(facts, List.of()).id()).isEqualTo("vmware");
        assertThat(MachineFacts.ofThisMachine().keySet()).allMatch(k -> k.startsWith("dmi.") || k.startsWith("hyp"));
    }
}
