package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smc.api.MigrationCenter;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.SourceSpec;
import dev.smc.examples.Tools;
import dev.smc.examples.sample.SampleDisk;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands from end to end, in this process unless it must die. */
class MigrateTest {
    private static final long MIB = 1 << 20;
    private static final long SIZE = 192 * MIB;

    @TempDir
    Path directory;

    private Path home;
    private SampleDisk disk;

    @BeforeEach
    void makeDisk() throws IOException {
        home = directory.resolve("home");
        disk = SampleDisk.create(directory.resolve("web01.raw"), SIZE, 6 * MIB, 1);
    }

    @Test
    void inspect_sampleDisk_hasTheFieldsThatScriptsRelyOn() throws Exception {
        JsonNode layout = Smc.json(done("inspect", disk.file(), "--json"));

        assertThat(layout.fieldNames())
                .toIterable()
                .containsExactly(
                        "disk",
                        "format",
                        "size",
                        "partitionTable",
                        "content",
                        "partOf",
                        "partitions",
                        "usedBytes",
                        "firmware",
                        "warnings",
                        "disks",
                        "volumes",
                        "platform");
        assertThat(layout.get("format").asText()).isEqualTo("raw");
        assertThat(layout.get("size").asLong()).isEqualTo(SIZE);
        assertThat(layout.get("partitionTable").asText()).isEqualTo("GPT");
        assertThat(layout.get("usedBytes").asLong()).isBetween(8 * MIB, 64 * MIB);
        assertThat(layout.get("platform").get("id").asText()).isEqualTo("unknown");
        assertThat(layout.get("volumes")).isEmpty();
        JsonNode root = layout.get("partitions").get(1);
        assertThat(root.fieldNames())
                .toIterable()
                .containsExactly(
                        "index",
                        "startBytes",
                        "sizeBytes",
                        "type",
                        "content",
                        "label",
                        "uuid",
                        "partOf",
                        "mountPath",
                        "role",
                        "usedBytes");
        assertThat(root.get("mountPath").asText()).isEqualTo("/");
        assertThat(root.get("role").asText()).isEqualTo("SYSTEM");
        assertThat(root.get("index").asInt()).isEqualTo(2);
        assertThat(root.get("startBytes").asLong()).isEqualTo(2 * MIB);
        assertThat(root.get("sizeBytes").asLong()).isEqualTo(SIZE - 3 * MIB);
        assertThat(root.get("content").asText()).isEqualTo("ext4");
        assertThat(root.get("label").asText()).isEqualTo("web01-root");
    }

    @Test
    void inspect_forPeople_isATable() {
        assertThat(done("inspect", disk.file()).out())
                .contains("raw, 192.0 MiB, of which ", "partition table GPT")
                .containsPattern("  2 +2\\.0 MiB +189\\.0 MiB +\\d+\\.\\d MiB +ext4 +web01-root\n");
    }

    @Test
    void inspect_twoDisks_listsBoth() throws Exception {
        Path copy = Files.copy(disk.file(), directory.resolve("copy.raw"));
        JsonNode server = Smc.json(done("inspect", disk.file(), copy, "--json"));
        assertThat(server.fieldNames())
                .toIterable()
                .containsExactly("disks", "volumes", "usedBytes", "firmware", "platform");
        JsonNode disks = server.get("disks");
        assertThat(disks).hasSize(2);
        assertThat(disks.get(1).get("disk").asText()).isEqualTo(copy.toString());
        assertThat(server.get("usedBytes").asLong())
                .isEqualTo(disks.get(0).get("usedBytes").asLong()
                        + disks.get(1).get("usedBytes").asLong());
    }

    @Test
    void inspect_missingDisk_exits1WithItsPath() throws Exception {
        var outcome = Smc.run("inspect", directory.resolve("none.raw"), "--json");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(Smc.json(outcome).at("/error/code").asText()).isEqualTo("SOURCE_UNREADABLE");
        assertThat(Smc.json(outcome).at("/error/message").asText()).contains("none.raw");
    }

    @Test
    void migrateThenSync_keepSyncing_makesEqualImagesAndKeepsAsManyAsAsked() throws Exception {
        JsonNode full =
                Smc.json(done(migrate("--keep-syncing", "--keep-images", 2, "--checksum", "--direct-io", "--json")));
        assertThat(full.fieldNames())
                .toIterable()
                .containsExactly(
                        "jobId",
                        "round",
                        "imageId",
                        "disks",
                        "usedBytes",
                        "transferredBytes",
                        "wireBytes",
                        "changedBytes",
                        "seconds",
                        "skipped",
                        "adaptation",
                        "imageCheck",
                        "boot");
        assertThat(full.get("usedBytes").asLong()).isBetween(8 * MIB, 64 * MIB);
        assertThat(full.get("wireBytes").asLong())
                .isBetween(MIB, full.get("usedBytes").asLong());
        assertThat(full.get("skipped")).isEmpty();
        // The sample has no kernel.
        assertThat(full.at("/imageCheck/status").asText()).isEqualTo("CRITICAL");
        assertThat(full.at("/adaptation/edits")).isEmpty();
        assertThat(full.get("boot").isNull()).isTrue();
        assertEqualToDisk(full);

        disk.change();
        String job = full.get("jobId").asText();
        JsonNode next = Smc.json(done("sync", "--home", home, "--job", job, "--json"));
        assertThat(next.get("round").asInt()).isEqualTo(2);
        assertThat(next.get("changedBytes").asLong()).isBetween(MIB / 2, 8 * MIB);
        assertThat(next.get("wireBytes").asLong())
                .isLessThan(full.get("wireBytes").asLong() / 2);
        assertEqualToDisk(next);

        disk.change();
        var third = done("sync", "--home", home, "--job", job);
        assertThat(third.out())
                .contains(
                        " is ready.\nIt will not start as it is: SOURCE.Kernel: no kernel was found in /boot; install ",
                        "  changed ",
                        "  on the wire ",
                        "  disk 0 ",
                        " boot ",
                        "sync --home " + home);
        assertThat(third.err()).contains(job + ": syncing", job + ": done in ");

        JsonNode ledger = Smc.json(done("resources", "--home", home, "--json")).get("resources");
        assertThat(fields(ledger, "type")).containsExactlyInAnyOrder("DISK", "IMAGE", "IMAGE");
        JsonNode jobs = Smc.json(done("jobs", "--home", home, "--json")).get("jobs");
        assertThat(fields(jobs, "status")).containsExactly("WAITING");
        assertThat(jobs.get(0).get("rounds")).hasSize(3);

        assertThat(done("delete", "--home", home, "--job", job).out()).contains("its images stay");
        assertThat(done("jobs", "--home", home).out()).isEqualTo("No jobs.\n");
        assertThat(fields(Smc.json(done("resources", "--home", home, "--json")).get("resources"), "type"))
                .containsExactly("IMAGE", "IMAGE");
        for (String id :
                fields(Smc.json(done("resources", "--home", home, "--json")).get("resources"), "id")) {
            assertThat(done("delete", "--home", home, "--image", id).out()).contains(id + " is gone");
        }
        assertThat(Smc.json(done("resources", "--home", home, "--json")).get("resources"))
                .isEmpty();
    }

    /** What a process leaves that is killed just before it creates its job. */
    @Test
    void jobs_withASourceThatHasNone_saysHowToForgetIt() throws Exception {
        done(migrate());
        String source;
        try (MigrationCenter center = MigrationCenter.open(home)) {
            source = center.sources()
                    .register(SourceSpec.of(s -> s.name("left").addDisk(DiskLocation.of(disk.file()))))
                    .id();
        }
        Path library = Files.createFile(home.resolve("sqlite-unknown-1-libsqlitejdbc.so.lck"));

        assertThat(done("jobs", "--home", home).out())
                .contains("Source " + source + " (left) has no job.", "delete --home " + home + " --source " + source);
        assertThat(done("delete", "--home", home, "--source", source).out()).contains("is forgotten");

        assertThat(done("jobs", "--home", home).out()).doesNotContain("Source ");
        assertThat(library).doesNotExist();
        assertThat(Smc.run("delete", "--home", home).exit()).isEqualTo(2);
    }

    @Test
    void migrate_again_getsNamesOfItsOwn() throws Exception {
        done(migrate());
        JsonNode second = Smc.json(done(migrate("--ssl", "off", "--compression", 0, "--json")));
        assertEqualToDisk(second);
        assertThat(second.get("wireBytes").asLong())
                .isGreaterThan(second.get("transferredBytes").asLong());

        JsonNode jobs = Smc.json(done("jobs", "--home", home, "--json")).get("jobs");
        assertThat(fields(jobs, "name")).containsExactly("web", "web-2");
        assertThat(fields(jobs, "status")).containsExactly("FINISHED", "FINISHED");
        assertThat(done("jobs", "--home", home).out()).contains("web-2 ", " FINISHED ");
        assertThat(done("resources", "--home", home).out()).contains("IMAGE ", " CREATED ", " of local disk");
    }

    @Test
    @RequiresTool("qemu-img")
    void migrate_toQcow2_isEqualToTheDisk() throws Exception {
        JsonNode result = Smc.json(done(migrate("--format", "qcow2", "--json")));
        Path image = Path.of(result.get("disks").get(0).asText());
        Path raw = directory.resolve("back.raw");
        assertThat(Tools.run("qemu-img", "check", image.toString()).exit()).isZero();
        Tools.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
        assertThat(disk.compare(raw).equalBytes()).isGreaterThan(8 * MIB);
    }

    @Test
    void migrate_missingDisk_exits1AndLeavesNoJob() throws Exception {
        var outcome =
                Smc.run("migrate", "--disk", directory.resolve("none"), "--home", home, "--image", "web", "--json");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(Smc.json(outcome).at("/error/code").asText()).isEqualTo("SOURCE_UNREADABLE");
        assertThat(Smc.json(done("jobs", "--home", home, "--json")).get("jobs")).isEmpty();
    }

    @Test
    void sync_diskThatShrank_exits1WithTheJobAndCanBeDeleted() throws Exception {
        String job =
                Smc.json(done(migrate("--keep-syncing", "--json"))).get("jobId").asText();
        try (var channel = FileChannel.open(disk.file(), StandardOpenOption.WRITE)) {
            channel.truncate(SIZE - MIB);
        }
        var outcome = Smc.run("sync", "--home", home, "--job", job, "--json");
        assertThat(outcome.exit()).isEqualTo(1);
        JsonNode error = Smc.json(outcome).get("error");
        assertThat(error.get("code").asText()).isEqualTo("SOURCE_RESIZED");
        assertThat(error.get("jobId").asText()).isEqualTo(job);

        var resumed = Smc.run("resume", "--home", home, "--job", job, "--json");
        assertThat(resumed.exit()).isEqualTo(1);
        assertThat(Smc.json(resumed).at("/jobs/0/jobId").asText()).isEqualTo(job);
        assertThat(Smc.json(resumed).at("/jobs/0/error/code").asText()).isEqualTo("SOURCE_RESIZED");

        assertThat(done("jobs", "--home", home).out()).contains("IN_ERROR", "SOURCE_RESIZED: ");
        assertThat(done("resume", "--home", home).out()).contains(job + " is IN_ERROR; go on with: ");
        assertThat(Smc.json(done("resume", "--home", home, "--json")).at("/unfinished/0/jobId"))
                .hasToString('"' + job + '"');
        assertThat(Smc.run("sync", "--home", home, "--job", job).err())
                .contains(
                        "smc: ", "resume --home " + home + " --job " + job, "delete --home " + home + " --job " + job);
        done("delete", "--home", home, "--job", job);
    }

    @Test
    void sync_unknownJob_exits1() throws Exception {
        done(migrate());
        var outcome = Smc.run("sync", "--home", home, "--job", "j-none", "--json");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(Smc.json(outcome).at("/error/code").asText()).isEqualTo("NOT_FOUND");
    }

    @Test
    void resume_nothingWasRunning_saysSo() throws Exception {
        done(migrate());
        assertThat(done("resume", "--home", home).out()).isEqualTo("No job was running in " + home + ".\n");
        assertThat(Smc.json(done("resume", "--home", home, "--json")).get("jobs"))
                .isEmpty();
    }

    @Test
    void resume_afterTheProcessWasAskedToEnd_goesOnToAnEqualImage() throws Exception {
        Path err = directory.resolve("err.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.smc.examples.cli.Main"));
        for (Object word : migrate("--limit-mbps", 12)) {
            command.add(word.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(err, UTF_8).contains(" %, "));
        process.destroy();
        assertThat(process.waitFor()).isNotZero();
        assertThat(Files.readString(err, UTF_8)).contains("Go on with: ", " resume --home " + home);

        JsonNode jobs = Smc.json(done("jobs", "--home", home, "--json")).get("jobs");
        assertThat(fields(jobs, "status")).containsExactly("RUNNING");
        JsonNode resumed = Smc.json(done("resume", "--home", home, "--json")).get("jobs");
        assertThat(resumed).hasSize(1);
        assertThat(resumed.get(0).get("transferredBytes").asLong())
                .isLessThan(resumed.get(0).get("usedBytes").asLong() * 13 / 10);
        assertEqualToDisk(resumed.get(0));
    }

    private Object[] migrate(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("migrate", "--disk", disk.file(), "--home", home, "--image", "web"));
        words.addAll(List.of(more));
        return words.toArray();
    }

    private static Tools.Outcome done(Object... words) {
        var outcome = Smc.run(words);
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        return outcome;
    }

    private void assertEqualToDisk(JsonNode result) throws IOException {
        assertThat(result.get("disks")).hasSize(1);
        assertThat(disk.compare(Path.of(result.get("disks").get(0).asText())).zeroBytes())
                .isGreaterThan(64 * MIB);
    }

    private static List<String> fields(JsonNode array, String name) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> node.get(name).asText())
                .toList();
    }
}
