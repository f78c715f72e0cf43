package dev.smc.core.internal.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what sfdisk and sgdisk say of the same disks. */
class PartitionOracleTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @RequiresTool("sfdisk")
    @ValueSource(
            strings = {
                "label: dos\nsize=10M, type=83, bootable\nsize=5M, type=82\n",
                "label: dos\nsize=10M\nsize=60M, type=5\nsize=5M, type=83\nsize=6M, type=7\nsize=7M, type=83\n",
                "label: dos\nsize=3M\nsize=4M\nsize=5M\ntype=f\nsize=5M\nsize=6M, type=8e\n",
                "label: gpt\nsize=10M, type=U\nsize=20M, name=data\ntype=L\n",
                "label: gpt\nsize=10M, attrs=\"LegacyBIOSBootable GUID:63\", name=\"a b\"\nsize=9M\n",
                "label: gpt\n5: size=10M\n2: size=4M\n",
                "label: gpt\ntable-length: 56\nsize=10M\n",
                "label: gpt\n"
            })
    void inspect_ofATable_listsWhatSfdiskLists(String script) throws Exception {
        Path disk = create(100 << 20);
        Programs.run(0, List.of("sfdisk", "-q", disk.toString()), script);
        JsonNode table = new ObjectMapper()
                .readTree(Programs.run("sfdisk", "--json", disk.toString()))
                .get("partitiontable");
        List<String> expected = new ArrayList<>();
        for (JsonNode partition : table.path("partitions")) {
            String type = partition.get("type").asText().toUpperCase(Locale.ROOT);
            if (!type.equals("5") && !type.equals("F")) {
                String node = partition.get("node").asText();
                expected.add(node.substring(disk.toString().length()) + " "
                        + partition.get("start").asLong() * 512 + " "
                        + partition.get("size").asLong() * 512 + " " + (type.length() == 1 ? "0" + type : type));
            }
        }
        DiskLayout layout = inspect(disk);
        assertThat(layout.partitions())
                .extracting(p -> p.index() + " " + p.startBytes() + " " + p.sizeBytes() + " " + p.type())
                .containsExactlyInAnyOrderElementsOf(expected);
        boolean gpt = table.get("label").asText().equals("gpt");
        assertThat(layout.partitionTable()).isEqualTo(gpt ? PartitionTable.GPT : PartitionTable.MBR);
        assertThat(layout.warnings()).noneMatch(w -> w.contains("damaged") || w.contains("broken"));
        assertKeeps(disk, table);
    }

    private static void assertKeeps(Path file, JsonNode table) {
        try (BlockSource disk = DiskImages.open(file)) {
            PartitionScheme scheme = PartitionTables.read(new DiskRange(disk, 0, disk.size()), List.of());
            String id = table.get("id").asText();
            assertThat(scheme.diskId()).contains(id.startsWith("0x") ? id.substring(2) : id);
            assertThat(scheme.sectorSize()).isEqualTo(table.get("sectorsize").asInt());
            for (Partition partition : scheme.partitions()) {
                JsonNode entry = entry(table, file + Integer.toString(partition.index()));
                assertThat(partition.uuid().orElse(""))
                        .isEqualTo(entry.path("uuid").asText());
                assertThat(partition.name().orElse(""))
                        .isEqualTo(entry.path("name").asText());
                String attributes = entry.path("attrs").asText();
                assertThat(partition.isActive())
                        .isEqualTo(entry.path("bootable").asBoolean() || attributes.contains("LegacyBIOSBootable"));
                assertThat(partition.attributes() < 0).isEqualTo(attributes.contains("63"));
            }
        }
    }

    private static JsonNode entry(JsonNode table, String node) {
        for (JsonNode entry : table.path("partitions")) {
            if (entry.get("node").asText().equals(node)) {
                return entry;
            }
        }
        throw new AssertionError("sfdisk does not know " + node);
    }

    /** What gdisk makes of a disk that was enlarged, and what it says of one whose end was overwritten. */
    @Test
    @RequiresTool("sgdisk")
    void inspect_ofATable_isAsSoundAsSgdiskSays() throws Exception {
        Path disk = create(64 << 20);
        Programs.run("sgdisk", "-n", "1:2048:+8M", "-c", "1:data", "-n", "2:0:0", "-h", "1:EE", disk.toString());
        assertThat(Programs.run("sgdisk", "-v", disk.toString())).contains("No problems found");
        DiskLayout hybrid = inspect(disk);
        assertThat(hybrid.partitionTable()).isEqualTo(PartitionTable.GPT);
        assertThat(hybrid.partitions()).hasSize(2);
        assertThat(hybrid.warnings()).anyMatch(w -> w.contains("hybrid MBR")).noneMatch(w -> w.contains("backup"));
        Programs.run("truncate", "-s", "80M", disk.toString());
        assertThat(inspect(disk).partitions()).isEqualTo(hybrid.partitions());
        assertThat(inspect(disk).warnings()).noneMatch(w -> w.contains("damaged"));
        Programs.run("sgdisk", "-e", disk.toString());
        assertThat(inspect(disk).partitions()).isEqualTo(hybrid.partitions());
        Programs.run("sfdisk", "--wipe=never", "-q", "--delete", disk.toString());
        assertThat(inspect(disk).partitions()).isEmpty();
    }

    @Test
    @RequiresTool("sgdisk")
    void inspect_ofADamagedPrimaryTable_isMendedAsSgdiskMendsIt() throws Exception {
        Path disk = create(64 << 20);
        Programs.run(
                "sgdisk",
                "-n",
                "1:2048:+1M",
                "-t",
                "1:EF02",
                "-n",
                "2:0:+8M",
                "-t",
                "2:EF00",
                "-c",
                "2:esp",
                "-n",
                "3:0:0",
                disk.toString());
        DiskLayout whole = inspect(disk);
        assertThat(whole.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(whole.partitions()).hasSize(3);
        assertThat(whole.partitions().get(1).label()).contains("esp");
        try (RawTarget target = RawTarget.open(disk)) {
            target.write(512 + 16, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        DiskLayout damaged = inspect(disk);
        assertThat(damaged.partitions()).isEqualTo(whole.partitions());
        assertThat(damaged.warnings()).anyMatch(w -> w.contains("the primary partition table is damaged"));
    }

    private Path create(long size) {
        Path file = directory.resolve("disk.raw");
        RawTarget.create(file, size).close();
        return file;
    }

    private static DiskLayout inspect(Path file) {
        try (BlockSource disk = DiskImages.open(file)) {
            return DiskInspector.inspect(disk).layout();
        }
    }
}
