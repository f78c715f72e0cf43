package dev.smc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts as their README says. JShell ends with 0 also after errors, so what it prints must be looked at. */
class JShellTest {
    @TempDir
    Path directory;

    @Test
    void inspect_sampleDisk_printsPartitionsAndWhatToCopy() throws Exception {
        assertThat(run("10-inspect.jsh"))
                .contains("raw, 256.0 MiB, GPT")
                .containsPattern("2: ext4 web01-root, \\d+\\.\\d MiB of 253\\.0 MiB used")
                .containsPattern("to copy: \\d+\\.\\d MiB");
    }

    @Test
    void migrateLocally_sampleDisk_makesAnEqualImageInTwoRounds() throws Exception {
        assertThat(run("20-migrate-locally.jsh"))
                .containsPattern("full: \\d+\\.\\d MiB used, \\d+\\.\\d MiB on the wire")
                .containsPattern("incremental: \\d+\\.\\d MiB changed, \\d+\\.\\d MiB on the wire")
                .containsPattern("image web01_CYCLE_2: \\d+\\.\\d MiB equal, \\d+\\.\\d MiB zero")
                .contains("left: [IMAGE web01_CYCLE_1, IMAGE web01_CYCLE_2]");
    }

    @Test
    void watchAndResume_closedHalfWay_goesOnToTheEnd() throws Exception {
        assertThat(run("30-watch-and-resume.jsh"))
                .contains("a quarter is done: true")
                .contains("ended: STOPPED")
                .contains("after closing: RUNNING")
                .contains("sent over both tries: less than 1.3 x used")
                .contains("now: FINISHED, phases seen [")
                .contains("SYNCING");
    }

    private String run(String script) throws Exception {
        Path scripts = Path.of("jshell").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "--class-path",
                System.getProperty("java.class.path"),
                "-R-Xmx256m",
                "-R-Djava.io.tmpdir=" + directory));
        if (Runtime.version().feature() >= 22) {
            command.add("-R--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "--startup", "DEFAULT", "--startup", scripts.resolve("smc.jsh").toString()));
        command.add(scripts.resolve(script).toString());

        var ran = Tools.run(directory, command);
        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out() + ran.err())
                .doesNotContainIgnoringCase("error")
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("WARN");
        return ran.out();
    }
}
