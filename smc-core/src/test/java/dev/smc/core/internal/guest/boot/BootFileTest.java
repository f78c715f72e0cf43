package dev.smc.core.internal.guest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.guest.boot.BootFile.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootFileTest {
    private static Optional<String> rewrite(Kind kind, String text) {
        return new BootFile("/boot/file", kind)
                .rewrite(
                        text,
                        (arguments, hasRamDisk) ->
                                arguments.replace("root", value -> Optional.of(hasRamDisk ? "UUID=1" : "PARTUUID=2")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GRUB                | linux /vmlinuz root=/dev/sda1 ro;initrd /i           | linux /vmlinuz root=UUID=1 ro;initrd /i
            GRUB                | linux /vmlinuz root=/dev/sda1;};initrd /other        | linux /vmlinuz root=PARTUUID=2;};initrd /other
            GRUB                | linuxefi /v root=/dev/sda1;  initrdefi /i            | linuxefi /v root=UUID=1;  initrdefi /i
            GRUB                | linux /v root=a;linux /v root=b;initrd /i            | linux /v root=PARTUUID=2;linux /v root=UUID=1;initrd /i
            GRUB_LEGACY         | kernel --no-mem-option /v root=a;title x;initrd /i   | kernel --no-mem-option /v root=PARTUUID=2;title x;initrd /i
            GRUB_LEGACY         | kernel /v root=a;initrd /i                           | kernel /v root=UUID=1;initrd /i
            GRUB_LEGACY         | kernel /v                                            | kernel /v
            GRUB_LEGACY_DEFAULT | # kopt=root=/dev/hda1 ro                             | # kopt=root=UUID=1 ro
            SYSLINUX            | LABEL a;INITRD i;APPEND root=a                       | LABEL a;INITRD i;APPEND root=UUID=1
            SYSLINUX            | label a;append initrd=i root=a                       | label a;append initrd=i root=UUID=1
            SYSLINUX            | label a;append root=a;label b;initrd i               | label a;append root=PARTUUID=2;label b;initrd i
            ENTRY               | initrd /i;options root=a                             | initrd /i;options root=UUID=1
            ENTRY               | linux /v;options root=a                              | linux /v;options root=PARTUUID=2
            SYSLINUX_ROOT       | root=/dev/sda3                                       | root=UUID=1
            SYSLINUX_ROOT       | EXTLINUX_ROOT="root=/dev/sda3"                       | EXTLINUX_ROOT="root=UUID=1"
            WHOLE               | root=/dev/vda2  ro                                   | root=UUID=1 ro
            """)
    void rewrite_ofEachKind_findsTheArguments(Kind kind, String text, String expected) {
        assertThat(rewrite(kind, text.replace(';', '\n'))).contains(expected.replace(';', '\n'));
    }

    @Test
    void rewrite_ofAnEnvironment_keepsItsLength() {
        String text = "# GRUB Environment Block\nkernelopts=root=/dev/mapper/a-very-long-name ro \nboot_success=1\n";
        String block = text + "#".repeat(1024 - text.length());

        Optional<String> changed = rewrite(Kind.GRUB_ENVIRONMENT, block);

        assertThat(changed.orElseThrow()).hasSize(1024).contains("kernelopts=root=UUID=1 ro \nboot_success=1\n###");
    }

    @Test
    void rewrite_ofAnEnvironmentThatIsFull_isNoText() {
        String text = "kernelopts=root=a " + "b".repeat(1003) + "\n";

        assertThat(rewrite(Kind.GRUB_ENVIRONMENT, text + "#".repeat(1024 - text.length())))
                .isEmpty();
    }

    @Test
    void rewrite_ofAnEnvironmentWithoutPadding_keepsItsLastLine() {
        String text = "kernelopts=root=/dev/sda1 " + "b".repeat(997) + "\n";

        assertThat(rewrite(Kind.GRUB_ENVIRONMENT, text).orElseThrow())
                .hasSize(1024)
                .startsWith("kernelopts=root=UUID=1 ")
                .endsWith("b\n###");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            X=                      | X="quiet a=1"
            X=quiet                 | X="quiet a=1"
            X=quiet # mine          | X="quiet a=1" # mine
            X="splash" # it's mine  | X="splash quiet a=1" # it's mine
            X='splash'              | X='splash quiet a=1'
            export X=splash         | export X="splash quiet a=1"
            X=$Y                    | X="$Y quiet a=1"
            X="$X it's"             | X="$X it's quiet a=1"
            X=""                    | X="quiet a=1"
            """)
    void rewrite_ofAVariable_isWhatAShellReads(String line, String expected) {
        String text = "A=1\n" + line.replace("X", "GRUB_CMDLINE_LINUX") + "\n";

        assertThat(new BootFile("/etc/default/grub", Kind.GRUB_DEFAULT)
                        .rewrite(
                                text,
                                (arguments, hasRamDisk) ->
                                        (arguments.has("quiet") ? arguments : arguments.plus("quiet")).plus("a=1")))
                .contains("A=1\n" + expected.replace("X", "GRUB_CMDLINE_LINUX") + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', nullValues = "none", textBlock = """
            X="a=\\"b c\\" d"     | a= b c d
            X="$(f) a"            | $(f) a
            X=a\\ b               | a b
            X="a \\;  b"          | a b
            A=1 X=a               | a
            X="a"'b'              | a b
            X+=" a"               | a
            X="a"; X="b"          | b
            X=$(f);X="a"          | none
            # X="\\" # \\;X="a"   | none
            X="a"                 | none
            A=a                   | none
            """)
    void hidden_ofAVariable_isWhatIsNotUnderstood(String lines, String expected) {
        String text = lines.replace("\\\\", "\\").replace(";X", "\nX").replace(";  b", "\n  b") + "\n";

        assertThat(new BootFile("/etc/default/grub", Kind.GRUB_DEFAULT)
                        .hidden(text.replace("X", "GRUB_CMDLINE_LINUX"))
                        .map(KernelArguments::toString))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
