package dev.smc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smc.examples.Tools;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--compression 11       | --compression must be 0 to 10, but is 11",
                "--compression most     | --compression must be 0 to 10, or auto, but is \"most\"",
                "--streams 9            | --streams must be 1 to 8, but is 9",
                "--limit-window 1-2=3   | --limit-window must be like 22:00-06:00=500 (Mbit/s), but is \"1-2=3\"",
                "--limit-window 22:00-25:00=3 | --limit-window must be like 22:00-06:00=500",
                "--limit-mbps -1        | --limit-mbps must be 0 (no limit) to 1000000 Mbps, but is -1",
                "--drill test           | --drill test does not exist yet",
                "--adapt some           | --adapt must be auto or off, but is some",
                "--keep-images 3        | --keep-images needs --keep-syncing",
                "--keep-syncing --keep-images 11 | --keep-images must be 1 to 10 images, but is 11",
                "--format vmdk          | '--format': expected one of [RAW, QCOW2]",
                "--ssl maybe            | '--ssl': expected one of [AUTO, ON, OFF]",
                "--plan plan.json       | --plan plan.json cannot be read",
                "--image 1web           | option '--image' (NAME) should be specified only once",
            })
    void migrate_badOption_exits2AndNamesIt(String options, String expected) {
        Path home = directory.resolve("home");
        var outcome = Smc.run(
                words("migrate --disk " + directory.resolve("d.raw") + " --home " + home + " --image web " + options));

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains(expected).contains("migrate --help");
        assertThat(outcome.out()).isEmpty();
        assertThat(Files.exists(home)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--bus foo    | --bus must be virtio, nvme or ide, but is \"foo\"",
                "--memory 1   | --memory must be 256 to 65536 MiB, but is 1",
                "--limit -5   | --limit must be more than 0 s, but is -5 s",
            })
    void boot_badOption_exits2AndNamesIt(String options, String expected) {
        var outcome = Smc.run(words("boot " + directory.resolve("d.raw") + " " + options));
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains(expected).contains("boot --help");
    }

    @Test
    void migrate_severalBadOptions_namesAllOfThemOnce() {
        var outcome = Smc.run(words("migrate --disk a --disk a --home h --image 1 --compression -1"));
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("--compression must be 0 to 10, but is -1")
                .contains("is listed twice");
        assertThat(outcome.err()).containsOnlyOnce("--image must be 2 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fly",
                "inspect",
                "migrate",
                "sync --home x",
                "resume",
                "jobs",
                "resources",
                "delete --home x"
            })
    void anyCommand_withoutWhatItNeeds_exits2(String line) {
        var outcome = Smc.run(words(line));
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("smc: ").contains("--help");
    }

    @Test
    void badUsage_withJson_printsAnErrorObjectToo() throws Exception {
        var outcome = Smc.run("jobs", "--json");
        assertThat(outcome.exit()).isEqualTo(2);
        JsonNode error = Smc.json(outcome).get("error");
        assertThat(error.get("code").asText()).isEqualTo("INVALID_SPEC");
        assertThat(error.get("message").asText()).isEqualTo("Missing required option: '--home=DIR'");
        assertThat(error.get("retryable").asBoolean()).isFalse();
        assertThat(error.get("jobId").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync --job j-1", "resume", "jobs", "resources", "delete --job j-1"})
    void anyCommand_homeThatDoesNotExist_failsAndCreatesNothing(String line) throws Exception {
        Path home = directory.resolve("typo");
        var outcome = Smc.run(words(line + " --json --home " + home));
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(Smc.json(outcome).at("/error/code").asText()).isEqualTo("STORE_UNUSABLE");
        assertThat(Smc.json(outcome).at("/error/message").asText()).contains(home.toString());
        assertThat(Files.exists(home)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "inspect --help", "migrate --help", "resume --help"})
    void help_anyCommand_exits0(String line) {
        var outcome = Smc.run(words(line));
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).startsWith("Usage: smc ").contains("--json").contains("--help");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void freeName_taken_getsTheNextNumberAndStaysWithinTheLimit() {
        assertThat(MigrateCommand.freeName("web", Set.of())).isEqualTo("web");
        assertThat(MigrateCommand.freeName("web", Set.of("web", "web-2"))).isEqualTo("web-3");
        String longest = "w".repeat(128);
        assertThat(MigrateCommand.freeName(longest, Set.of(longest))).isEqualTo("w".repeat(126) + "-2");
    }

    private static Object[] words(String line) {
        return List.of(line.strip().split(" +")).stream()
                .filter(word -> !word.isEmpty())
                .toArray();
    }

    @Test
    @RequiresTool("tar")
    void inspect_anArchiveOfDisks_showsEachOfThem() throws Exception {
        Files.write(directory.resolve("a.raw"), new byte[1 << 20]);
        Files.write(directory.resolve("b.raw"), new byte[2 << 20]);
        Path archive = directory.resolve("server.tar");
        Tools.run("tar", "-C", directory.toString(), "-cf", archive.toString(), "a.raw", "b.raw");

        var outcome = Smc.run("inspect", archive, "--json");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(Smc.json(outcome).get("disks").findValuesAsText("disk"))
                .containsExactly(archive + "#a.raw", archive + "#b.raw");
        assertThat(Smc.json(outcome).get("disks").findValuesAsText("size")).containsExactly("1048576", "2097152");
    }
}
