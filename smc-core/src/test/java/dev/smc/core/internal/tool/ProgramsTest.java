package dev.smc.core.internal.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.testkit.RequiresTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool({"ls", "sleep"})
class ProgramsTest {
    @TempDir
    private Path temp;

    @Test
    void find_ofProgramsThereAndNot_tellsThemApart() {
        assertThat(Programs.find("ls")).isPresent();
        assertThat(Programs.find("no-such-program")).isEmpty();
        assertThat(Programs.all("ls", "sleep")).isTrue();
        assertThat(Programs.all("ls", "no-such-program")).isFalse();
    }

    @Test
    void run_ofAProgramThatFails_saysWhatItSaid() {
        assertThatThrownBy(() -> run(Duration.ofMinutes(1), "ls", "/no/such/file"))
                .isInstanceOf(Programs.FailedException.class)
                .hasMessageMatching("ls ended with \\d+: .*/no/such/file.*");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void run_ofAProgramThatTakesTooLong_endsIt() {
        assertThatThrownBy(() -> run(Duration.ofMillis(10), "sleep", "1000"))
                .isInstanceOf(Programs.FailedException.class)
                .hasMessage("sleep did not end within 0.01 seconds");
    }

    @Test
    void run_ofWhatIsNotInstalled_saysSo() {
        assertThatThrownBy(() -> run(Duration.ofMinutes(1), "no-such-program"))
                .isInstanceOf(Programs.FailedException.class)
                .hasMessage("no-such-program is not installed");
    }

    private void run(Duration limit, String... command) throws Programs.FailedException {
        Programs.run(temp.resolve("output.txt"), limit, Set.of(0), command);
    }
}
