package dev.smc.core.internal.volume.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.VolumeInfo;
import dev.smc.api.model.VolumeType;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of volume groups that LVM2 made and that are not as they should be, or have volumes that are not understood. */
@RequiresTool({"lvm", "losetup", "mkfs.ext4", "sgdisk", "wipefs"})
class LvmStatesOracleTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 32 * MIB;
    private static final int EXTENT = MIB;
    private static final int FIRST_COPY = 4096;

    @TempDir
    private Path directory;

    private LvmMachine machine;

    @BeforeEach
    void start() throws Exception {
        machine = new LvmMachine(directory);
        machine.add(SIZE, 0, SIZE).add(SIZE, 0, SIZE);
    }

    @AfterEach
    void stop() throws IOException {
        machine.close();
    }

    private void makeGroup(String... pvOptions) throws Exception {
        String[] devices = machine.devices();
        machine.lvm(("pvcreate " + String.join(" ", pvOptions) + " " + String.join(" ", devices))
                .strip()
                .split(" +", -1));
        machine.lvm("vgcreate", "-s", "1m", "vg", devices[0], devices[1]);
        machine.create("-l 8 -n on0 vg " + devices[0]);
        machine.create("-i2 -I64 -l 8 -n both vg");
        for (String name : List.of("on0", "both")) {
            Path image = directory.resolve("image");
            Files.deleteIfExists(image);
            Programs.run("mkfs.ext4", "-q", "-L", name, image.toString(), "8M");
            machine.write(machine.sectors("vg", name), image);
        }
    }

    private static VolumeInfo volume(InspectedServer server, String name) {
        return server.layout().volumes().stream()
                .filter(v -> v.name().equals("vg/" + name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> warnings(InspectedServer server, int disk) {
        return server.layout().disks().get(disk).warnings();
    }

    private static void checkFull(InspectedServer server, String reason) {
        assertThat(server.layout().volumes()).isEmpty();
        for (int i = 0; i < server.used().size(); i++) {
            assertThat(server.used().get(i).usedBytes()).isEqualTo(SIZE);
            assertThat(warnings(server, i)).anyMatch(w -> w.contains("counts as used in full") && w.contains(reason));
        }
    }

    @Test
    void inspect_ofStatesThatSayNothingOfTheLayout_understandsThem() throws Exception {
        makeGroup("--bootloaderareasize", "512k", "--metadatacopies", "2");
        machine.lvm("lvchange", "-pr", "vg/both");
        machine.lvm("lvchange", "-ky", "vg/on0");
        machine.lvm("lvchange", "-My", "--major", "253", "--minor", "99", "vg/on0");
        machine.lvm("lvchange", "--addtag", "both", "vg/on0");
        machine.lvm("vgchange", "--setautoactivation", "n", "--addtag", "on0", "vg");
        machine.lvm("pvchange", "-xn", machine.devices()[0]);
        machine.lvm("vgexport", "vg");
        InspectedServer found = machine.inspect();
        assertThat(found.layout().volumes())
                .hasSize(2)
                .allMatch(volume -> volume.usedInFullBecause().isEmpty());
        assertThat(found.used()).allMatch(used -> used.usedBytes() < 8 * MIB);
    }

    /** LVM2 itself accepts the metadata; that a kernel would have to make the volumes does not matter. */
    @Test
    void inspect_ofVolumesThatAreNotUnderstood_namesThemAndCountsThemInFull() throws Exception {
        makeGroup();
        restore("kinds.txt");
        machine.lvm("vgck", "vg");
        InspectedServer found = machine.inspect();
        assertThat(found.layout().volumes())
                .extracting(VolumeInfo::name, VolumeInfo::type, VolumeInfo::sizeBytes)
                .containsExactlyInAnyOrderElementsOf(
                        machine.report("lv", "lvs", "-o", "lv_name,lv_size,lv_layout,lv_role", "vg").stream()
                                .map(line -> org.assertj.core.groups.Tuple.tuple(
                                        "vg/" + line.get("lv_name").asText(),
                                        type(
                                                line.get("lv_layout").asText(),
                                                line.get("lv_role").asText()),
                                        line.get("lv_size").asLong()))
                                .toList());
        assertThat(found.layout().volumes())
                .extracting(VolumeInfo::type)
                .contains(
                        VolumeType.THIN,
                        VolumeType.THIN_POOL,
                        VolumeType.RAID,
                        VolumeType.MIRRORED,
                        VolumeType.SNAPSHOT,
                        VolumeType.CACHE);
        for (VolumeInfo volume : found.layout().volumes()) {
            assertThat(volume.usedInFullBecause().isPresent())
                    .isEqualTo(!volume.name().equals("vg/both"));
        }
        assertThat(volume(found, "thin").usedBytes()).isZero();
        assertThat(volume(found, "pool").usedBytes()).isEqualTo(3 * EXTENT);
        assertThat(volume(found, "raid").usedBytes()).isEqualTo(4 * EXTENT);
        assertThat(volume(found, "mirror").usedBytes()).isEqualTo(2 * EXTENT);
        assertThat(volume(found, "cached").usedBytes()).isEqualTo(4 * EXTENT);
        assertThat(volume(found, "snap").usedBytes()).isEqualTo(EXTENT);
        assertThat(volume(found, "on0").usedBytes()).isEqualTo(8 * EXTENT);
        assertThat(volume(found, "on0").content()).isEqualTo("ext4");
        assertThat(volume(found, "on0").usedInFullBecause()).contains("another logical volume is built on it");
        assertThat(volume(found, "raid").usedInFullBecause()).contains("it is of type raid1, which is not understood");
        assertThat(volume(found, "both").usedBytes()).isLessThan(2 * EXTENT);
        assertThat(found.devices().stream().filter(device -> device.tree().isPresent()))
                .hasSize(2);
    }

    private static VolumeType type(String layout, String role) {
        if (role.contains("thicksnapshot")) {
            return VolumeType.SNAPSHOT;
        }
        return switch (layout) {
            case "thin,pool" -> VolumeType.THIN_POOL;
            case "thin,sparse" -> VolumeType.THIN;
            case "raid,raid1" -> VolumeType.RAID;
            case "mirror" -> VolumeType.MIRRORED;
            case "striped" -> VolumeType.STRIPED;
            case "cache" -> VolumeType.CACHE;
            default -> VolumeType.LINEAR;
        };
    }

    /** Adds volumes to the metadata. */
    private void restore(String resource) throws Exception {
        Path text = directory.resolve("metadata.txt");
        machine.lvm("vgcfgbackup", "-f", text.toString(), "vg");
        try (InputStream more =
                Objects.requireNonNull(LvmStatesOracleTest.class.getResourceAsStream("/lvm/" + resource))) {
            String volumes = "logical_volumes {\n";
            Files.writeString(
                    text,
                    Files.readString(text)
                            .replace(volumes, volumes + new String(more.readAllBytes(), StandardCharsets.US_ASCII)));
        }
        machine.lvm("vgcfgrestore", "--force", "-f", text.toString(), "vg");
    }

    @Test
    void inspect_ofAMoveThatGoesOn_countsAllInFull() throws Exception {
        makeGroup();
        restore("pvmove.txt");
        machine.lvm("vgck", "vg");
        checkFull(machine.inspect(), "are being moved");
    }

    @Test
    void inspect_withoutOneOfTheDisks_countsVolumesOnItInFull() throws Exception {
        makeGroup();
        InspectedServer found = LvmMachine.inspect(machine.disks().subList(0, 1));
        assertThat(volume(found, "on0").usedInFullBecause()).isEmpty();
        assertThat(volume(found, "both").usedInFullBecause().orElseThrow()).endsWith("is missing");
        assertThat(volume(found, "both").usedBytes()).isEqualTo(4 * EXTENT);
        assertThat(volume(found, "both").disks()).containsExactly(0);
        assertThat(warnings(found, 0)).anyMatch(w -> w.contains("its volume group vg lacks physical volume"));
        assertThat(found.devices().stream().filter(device -> device.tree().isPresent()))
                .hasSize(1);
    }

    @Test
    void inspect_ofTheSameDiskTwice_trustsNothing() throws Exception {
        makeGroup();
        Path copy = Files.copy(machine.disks().get(0), directory.resolve("copy.raw"));
        checkFull(
                LvmMachine.inspect(
                        List.of(machine.disks().get(0), machine.disks().get(1), copy)),
                "there is another one with the same identifier");
    }

    @Test
    void inspect_ofADamagedCopyOfTheMetadata_usesAnotherAndSaysSo() throws Exception {
        makeGroup("--metadatacopies", "2");
        InspectedServer whole = machine.inspect();
        overwrite(0, FIRST_COPY + 100, new byte[] {1, 2, 3});
        InspectedServer found = machine.inspect();
        assertThat(found.layout().volumes()).isEqualTo(whole.layout().volumes());
        assertThat(found.used()).isEqualTo(whole.used());
        assertThat(warnings(found, 0))
                .anyMatch(w -> w.contains("copy 1 of its metadata is damaged: the checksum of its header is wrong"));
        assertThat(warnings(found, 1)).hasSize(1);
        assertThat(machine.report("lv", "lvs", "-o", "lv_name", "vg")).hasSize(2);
        overwrite(0, SIZE - MIB, new byte[512]);
        assertThat(machine.inspect().layout().volumes())
                .isEqualTo(whole.layout().volumes());
        overwrite(1, FIRST_COPY, new byte[512]);
        overwrite(1, SIZE - MIB, new byte[512]);
        checkFull(machine.inspect(), "it is in no volume group whose metadata was found");
    }

    @Test
    void inspect_ofADamagedLabel_countsThatDiskInFull() throws Exception {
        makeGroup();
        overwrite(0, 512 + 100, new byte[] {1});
        InspectedServer found = machine.inspect();
        assertThat(found.used().get(0).usedBytes()).isEqualTo(SIZE);
        assertThat(warnings(found, 0)).anyMatch(w -> w.contains("its label is damaged"));
        assertThat(found.layout().disks())
                .allMatch(d -> d.partOf().orElseThrow().equals("LVM"));
        assertThat(volume(found, "both").usedInFullBecause().orElseThrow()).endsWith("is missing");
    }

    @Test
    void inspect_ofAnOldCopyOfTheMetadata_usesTheNewest() throws Exception {
        makeGroup();
        byte[] old = read(1, FIRST_COPY, MIB - FIRST_COPY);
        machine.create("-l 3 -n later vg " + machine.devices()[0]);
        overwrite(1, FIRST_COPY, old);
        InspectedServer found = machine.inspect();
        assertThat(volume(found, "later").sizeBytes()).isEqualTo(3 * EXTENT);
        assertThat(warnings(found, 1))
                .anyMatch(w -> w.contains("a copy of its metadata is old: it has number 3, the newest has 4"));
        assertThat(warnings(found, 0)).hasSize(1);
    }

    /** The disk comes back after the group was changed without it. */
    @Test
    void inspect_ofADiskThatIsNoMoreInTheGroup_countsItInFull() throws Exception {
        makeGroup();
        machine.lvm("lvremove", "-y", "vg/both", "vg/on0");
        byte[] before = read(0, FIRST_COPY, MIB - FIRST_COPY);
        machine.lvm("vgreduce", "vg", machine.devices()[0]);
        overwrite(0, FIRST_COPY, before);
        InspectedServer found = machine.inspect();
        assertThat(found.used().get(0).usedBytes()).isEqualTo(SIZE);
        assertThat(warnings(found, 0)).anyMatch(w -> w.contains("it is in no volume group whose metadata was found"));
        assertThat(found.used().get(1).usedBytes()).isLessThan(SIZE);
    }

    @Test
    void inspect_ofAnUnusedPhysicalVolume_countsItInFull() throws Exception {
        machine.lvm("pvcreate", machine.devices()[0], machine.devices()[1]);
        checkFull(machine.inspect(), "it is in no volume group whose metadata was found");
    }

    /** The area for metadata is a ring; after enough changes a text goes on at its start. */
    @Test
    void inspect_ofMetadataThatGoesOnAtTheStartOfItsArea_readsAllOfIt() throws Exception {
        makeGroup("--metadatasize", "60k", "--dataalignment", "64k");
        for (int i = 0; i < 5; i++) {
            machine.lvm("vgchange", "--addtag", "t" + i + "x".repeat(1000), "vg");
        }
        boolean wrapped = false;
        for (int i = 0; i < 60 && !wrapped; i++) {
            machine.lvm("vgchange", i % 2 == 0 ? "--addtag" : "--deltag", "tag" + i / 2, "vg");
            ByteBuffer header = ByteBuffer.wrap(read(0, FIRST_COPY, 512)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            wrapped = header.getLong(40) + header.getLong(48) > header.getLong(32);
        }
        assertThat(wrapped).isTrue();
        assertThat(machine.inspect().layout().volumes()).hasSize(2);
    }

    private byte[] read(int disk, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(machine.disks().get(disk), StandardOpenOption.READ)) {
            channel.read(bytes, offset);
        }
        return bytes.array();
    }

    private void overwrite(int disk, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(machine.disks().get(disk), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }
}
