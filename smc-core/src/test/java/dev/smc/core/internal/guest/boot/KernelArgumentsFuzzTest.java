package dev.smc.core.internal.guest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever files of boot loaders hold, they are read and rewritten, and stay byte for byte where nothing is to change. */
class KernelArgumentsFuzzTest {
    @FuzzTest
    void rewrite_ofAnyBytes_changesNothingElse(byte[] content) {
        rewrite(new String(content, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linux /vmlinuz root=/dev/sda1 \"a b",
                "\tlinux /v root=a\r\n\tinitrd /i\r\n",
                "kernelopts=root=a\n####",
                "options \u0085\n",
                "GRUB_CMDLINE_LINUX=\"\"",
                "GRUB_CMDLINE_LINUX=\"$(x)\" \\\n\\\n#\\\nGRUB_CMDLINE_LINUX=",
                "append",
                "label\nappend root=/dev/sda1\nlabel x",
            })
    void rewrite_ofOddTexts_changesNothingElse(String text) {
        rewrite(text);
    }

    private static void rewrite(String text) {
        for (BootFile.Kind kind : BootFile.Kind.values()) {
            BootFile file = new BootFile("/boot/file", kind);
            file.read(text);
            file.hidden(text);
            assertThat(file.rewrite(text, (arguments, hasRamDisk) -> arguments)).contains(text);
            file.rewrite(
                    text,
                    (arguments, hasRamDisk) -> arguments
                            .replace("root", value -> Optional.of("UUID=1"))
                            .plus("quiet"));
        }
    }
}
