package dev.smc.core.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private final List<String> lines = new ArrayList<>();
    private final PlainText text = new PlainText(lines::add);

    @Test
    void add_ofColours_leavesThemOut() {
        add("[\033[0;1;31mFAILED\033[0m] Failed to start \033[0;1;39mvmtoolsd.service\033[0m - VMware.\r\n");
        assertThat(lines).containsExactly("[FAILED] Failed to start vmtoolsd.service - VMware.");
    }

    @Test
    void add_ofTheUefiShellsScreen_givesALinePerPlace() {
        add(
                "\033[2J\033[01;01H\033[=3h\033[01;01HUEFI Interactive Shell v2.2\r\n\033[07;01HPress \033[1mESC\033[0m in 5 seconds"
                        + "\033[08;01H\033[1m\033[33m\033[40mShell> \033[0m");
        assertThat(lines).containsExactly("UEFI Interactive Shell v2.2", "Press ESC in 5 seconds");
        assertThat(text.pending()).isEqualTo("Shell> ");
    }

    @Test
    void add_ofACursorThatComesBack_isNotTornApart() {
        add(
                "\033[20;02H  Use the ↑ and ↓ keys\033[20;23H\033[20;24H to select.\r\nerror: no such\033[22;14H\033[22;15H device");
        assertThat(lines).containsExactly("  Use the ↑ and ↓ keys to select.");
        assertThat(text.pending()).isEqualTo("error: no such device");
    }

    @Test
    void add_ofOtherSequences_leavesThemOut() {
        add("\033c\033(Ba\033]0;title\007b\033]0;title\033\\c\033Pjunk\033\\d\bD\007\0e\177\n");
        assertThat(lines).containsExactly("abcDe");
    }

    @Test
    void add_ofASequenceThatNeverEnds_losesNoMoreThanItsLine() {
        add("\033]0;title\nafter\n\033[12\nagain\n");
        assertThat(lines).containsExactly("after", "again");
    }

    @Test
    void add_ofCharactersInPieces_putsThemTogether() {
        for (byte b : "● tést – ok\n".getBytes(StandardCharsets.UTF_8)) {
            text.add(new byte[] {b}, 1);
        }
        assertThat(lines).containsExactly("● tést – ok");
    }

    @Test
    void add_ofAnEndlessLine_cutsIt() {
        add("x".repeat(2 * PlainText.LONGEST + 1));
        assertThat(lines).hasSize(2).allMatch(line -> line.length() == PlainText.LONGEST);
        assertThat(text.pending()).isEqualTo("x");
    }

    private void add(String terminal) {
        byte[] bytes = terminal.getBytes(StandardCharsets.UTF_8);
        text.add(bytes, bytes.length);
    }
}
