package dev.smc.core.internal.guest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.InvalidSpecException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file of rules holds, it is refused by the field's name or works. */
class PlatformRulesFuzzTest {
    @TempDir
    private static Path empty;

    @FuzzTest
    void parseAndDetect_ofAnyBytes_refusesOrWorks(byte[] content) {
        parseAndDetect(new String(content, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"version\": 1}",
                "{\"version\": 1, \"platforms\": [null]}",
                "{\"version\": 1, \"platforms\": [{\"id\": \"a\", \"name\": \"b\", \"kind\": \"CLOUD\", \"rules\": [null]}]}",
                "{\"version\": 1, \"platforms\": [{\"id\": \"a\", \"name\": \"b\", \"kind\": \"CLOUD\", \"rules\": [{\"all\": [null], "
                        + "\"confidence\": 50, \"source\": \"c\"}]}]}",
                "{\"version\": 1, \"platforms\": [{\"id\": \"a\", \"name\": \"b\", \"kind\": \"CLOUD\", \"rules\": [{\"all\": [{\"file\": "
                        + "\"/[{*\\\\\"}], \"confidence\": 50, \"source\": \"c\"}]}]}",
            })
    void parseAndDetect_ofOddRules_refusesOrWorks(String rules) {
        parseAndDetect(rules);
    }

    private static void parseAndDetect(String json) {
        try {
            List<GuestDevice> devices = List.of(GuestDevices.of(new DirectoryTree(empty)));
            PlatformDetector.standard().with(json, "rules.json").detect(Map.of("dmi.sys_vendor", "QEMU"), devices);
        } catch (InvalidSpecException expected) {
            if (!expected.getMessage().contains("rules.json")) {
                throw new AssertionError("an error that does not name the file", expected);
            }
        }
    }
}
