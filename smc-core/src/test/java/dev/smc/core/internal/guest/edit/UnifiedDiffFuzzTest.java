package dev.smc.core.internal.guest.edit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, its difference can be shown. */
class UnifiedDiffFuzzTest {
    @FuzzTest
    void of_ofAnyBytes_isShown(byte[] content) {
        show(new String(content, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r", "a\rb\r\nc", "key=$1\\", "\u0085", "password"})
    void of_ofOddTexts_isShown(String text) {
        show(text);
        show(text.repeat(3000));
    }

    private static void show(String text) {
        String half = text.substring(text.length() / 2);
        UnifiedDiff.of("/etc/a", Optional.of(text), Optional.of(half));
        UnifiedDiff.of("/etc/a", Optional.empty(), Optional.of(text));
        UnifiedDiff.of("/etc/a", Optional.of(text), Optional.empty());
    }
}
