package dev.smc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smc.examples.sample.SampleDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans, from the one that is exported to the image that an edited one makes. */
class PlanTest {
    private static final long MIB = 1 << 20;
    private static final long SIZE = 192 * MIB;

    @TempDir
    private Path directory;

    private Path disk;
    private Path plan;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = SampleDisk.create(directory.resolve("web01.raw"), SIZE, 6 * MIB, 1)
                .file();
        plan = directory.resolve("plan.json");
    }

    private void export() {
        var outcome = Smc.run("plan", disk, "--export", plan);
        assertThat(outcome.exit()).as(outcome.err()).isZero();
    }

    private void edit(long from, long to) throws IOException {
        Files.writeString(plan, Files.readString(plan).replace("\"sizeBytes\" : " + from, "\"sizeBytes\" : " + to));
    }

    @Test
    void plan_exportedAndEdited_isShownAndCarriedOut() throws Exception {
        export();
        edit(SIZE, 2 * SIZE);

        var shown = Smc.run("plan", disk, "--plan", plan);
        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("disk 0 (GPT): 192.0 MiB -> 384.0 MiB", "  before [", "  after  [");
        JsonNode target = Smc.json(Smc.run("plan", disk, "--plan", plan, "--json"))
                .get("layout")
                .get("disks")
                .get(0);
        assertThat(target.get("sizeBytes").asLong()).isEqualTo(2 * SIZE);

        var migrated = Smc.run(
                "migrate",
                "--disk",
                disk,
                "--home",
                directory.resolve("home"),
                "--image",
                "web01",
                "--plan",
                plan,
                "--json");
        assertThat(migrated.exit()).as(migrated.err()).isZero();
        assertThat(Files.size(Path.of(Smc.json(migrated).get("disks").get(0).asText())))
                .isEqualTo(2 * SIZE);
    }

    /** What is there already may be a disk. */
    @Test
    void plan_exportedToWhatExists_isRefused() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        for (Path there : List.of(disk, directory, directory.resolve("no/plan.json"))) {
            var outcome = Smc.run("plan", disk, "--export", there);
            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err()).contains("--export: " + there + " ").doesNotContain("report it");
        }
        assertThat(disk).hasBinaryContent(before);
        assertThat(Smc.run("plan", disk, "--plan", Path.of("/dev/zero")).err()).contains("/dev/zero is no plan");
    }

    @Test
    void migrate_withAPartitionThatIsNotFilled_saysSo() throws Exception {
        export();
        edit(SIZE, 2 * SIZE);
        edit(SIZE - 3 * MIB, SIZE);
        Files.writeString(plan, Files.readString(plan).replace("\"fill\" : true", "\"fill\" : false"));
        var migrated = Smc.run(
                "migrate", "--disk", disk, "--home", directory.resolve("home"), "--image", "web01", "--plan", plan);
        assertThat(migrated.exit()).as(migrated.err()).isZero();
        assertThat(migrated.err()).contains("note: ", "does not fill the larger partition, as the plan says");
    }

    @Test
    void plan_thatCannotBe_exits1AndNamesEveryMistake() throws Exception {
        export();
        edit(SIZE, 1);
        edit(SIZE - 3 * MIB, 2);

        var outcome = Smc.run("plan", disk, "--plan", plan);
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("plan.disk 0: ", "plan.disk 0.partition 2: ", "correct all 2");
    }

    @Test
    void plan_thatIsNoPlan_exits2ForMigrate() throws Exception {
        Files.writeString(plan, "{\"disks\":[{\"index\":0,\"sizeBytes\":1,\"lvm\":true}]}");
        assertThat(Smc.run("plan", disk, "--plan", plan).err())
                .contains(plan + ": disks[0].lvm: is unknown; known are [");
        var outcome = Smc.run(
                "migrate", "--disk", disk, "--home", directory.resolve("home"), "--image", "web01", "--plan", plan);
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("lvm");
        assertThat(directory.resolve("home")).doesNotExist();
    }

    @Test
    void plan_withoutASize_saysWhereItIsMissing() throws Exception {
        Files.writeString(plan, "{\"disks\":[{\"index\":0,\"sizeBytes\":1,\"partitions\":[{\"index\":1}]}]}");
        assertThat(Smc.run("plan", disk, "--plan", plan).err())
                .contains(plan + ": disks[0].partitions[0].sizeBytes: is missing");
        var outcome = Smc.run(
                "migrate", "--disk", disk, "--home", directory.resolve("home"), "--image", "web01", "--plan", plan);
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains(plan + ": disks[0].partitions[0].sizeBytes is missing");
        assertThat(directory.resolve("home")).doesNotExist();
    }
}
