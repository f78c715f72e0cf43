package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever files of network stacks hold, they are read or not understood, and nothing worse. */
class NetworkFilesFuzzTest {
    @FuzzTest
    void parse_ofAnyBytes_ends(byte[] content) {
        parse(new String(content, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u001f",
                " \u0085 \r a:\r\n - b",
                "- a\n- b: c\n",
                "a:\n- b\n - c\n  d: e\nf:\n",
                "a:\n   b: c\n  d: e\n",
                "a: b: c\n\"\": '\n': \"\n",
                "\"a: b\": c\n",
                "[\n]\n[]\n=\n=a\na=\n[x\n",
                "iface\nauto\n\\\n\\\niface eth0\n inet dhcp\n",
                "x\niface eth0 inet\tdhcp x\n\\",
            })
    void parse_ofOddTexts_ends(String text) {
        parse(text);
    }

    @Test
    void parse_ofManyLevels_isNotUnderstood() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }
        assertThat(BlockYaml.parse(text.toString())).isEmpty();
        assertThat(BlockYaml.parse("a:\n  b:\n  - c\n  d: e\nf: 'g'\n").orElseThrow())
                .satisfies(yaml -> assertThat(yaml.keys()).containsExactly("a", "f"))
                .satisfies(
                        yaml -> assertThat(yaml.get("a").orElseThrow().keys()).containsExactly("b", "d"))
                .satisfies(
                        yaml -> assertThat(yaml.get("f").orElseThrow().is("g")).isTrue());
    }

    private static void parse(String text) {
        BlockYaml.parse(text)
                .ifPresent(yaml -> assertThat(yaml.is("")).isEqualTo(yaml.keys().isEmpty()));
        assertThat(ConnectionProfile.parse(text).isDhcp()).isFalse();
        assertThat(IfupdownStanza.parse(text)).allSatisfy(stanza -> {
            assertThat(stanza.words()).isNotEmpty();
            assertThat(stanza.isDhcp("eth0") && !stanza.isOfCard()).isFalse();
        });
        assertThat(ShellValues.get(text, "a").filter(value -> value.contains("\n")))
                .isEmpty();
    }
}
