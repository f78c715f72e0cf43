package dev.smc.core.internal.volume.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.VolumeInfo;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.filesystem.TreeHash;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares logical volumes and what is in use of physical ones with what LVM2 says of the same disks. */
@RequiresTool({"lvm", "losetup", "mkfs.ext4", "e2fsck", "sgdisk", "wipefs"})
class LvmOracleTest {
    private static final int MIB = 1 << 20;
    private static final int SECTOR = LvmMachine.SECTOR;

    @TempDir
    private static Path files;

    @TempDir
    private Path directory;

    private LvmMachine machine;

    @BeforeAll
    static void makeFiles() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 60; i++) {
            byte[] content = new byte[random.nextInt(50_000)];
            random.nextBytes(content);
            Files.write(Files.createDirectories(files.resolve("d" + i % 5)).resolve("f" + i), content);
        }
    }

    @BeforeEach
    void start() {
        machine = new LvmMachine(directory);
    }

    @AfterEach
    void stop() throws Exception {
        machine.close();
    }

    /** Volumes of several kinds, each with a file system; all that is free is garbage. */
    @ParameterizedTest
    @CsvSource({
        "2, 0, '', '', '-l 11 -n a vg/-l 6 -n b vg'",
        "2, 1, '--metadatacopies 2', '', '-l 11 -n a vg'",
        "2, 0, '--dataalignment 256k', '-s 1m', '-i2 -I4 -l 40 -n a vg/-i2 -I512 -l 20 -n b vg'",
        "3, 1, '', '-s 1m', '-i3 -I16 -l 60 -n a vg/-i2 -I64 -l 8 -n b vg'",
        "3, 0, '--metadatacopies 2', '-s 128k', '-i3 -I128 -l 150 -n a vg/-l 77 -n b vg'",
        "3, 1, '--metadatacopies 0', '--metadatacopies unmanaged', '-l 9 -n a vg'"
    })
    void inspect_ofVolumes_isWhatLvmSays(int disks, int tables, String pv, String vg, String volumes) throws Exception {
        add(disks, tables == 1);
        List<String> create = new ArrayList<>(List.of("pvcreate"));
        if (pv.contains("copies 0")) {
            machine.lvm("pvcreate", machine.devices()[0]);
            create.addAll(words(pv));
            create.addAll(Arrays.asList(machine.devices()).subList(1, disks));
        } else {
            create.addAll(words(pv));
            create.addAll(List.of(machine.devices()));
        }
        machine.lvm(create.toArray(String[]::new));
        group(words(vg));
        List<String> names = new ArrayList<>();
        for (String volume : volumes.split("/", -1)) {
            machine.create(volume);
            names.add(volume.split("-n ", -1)[1].split(" ", -1)[0]);
        }
        check(names);
    }

    private void add(int disks, boolean table) throws Exception {
        for (int i = 0; i < disks; i++) {
            long start = table && i != 1 ? MIB + i * 4096L : 0;
            machine.add(40 * MIB, start, start == 0 ? 40 * MIB : 37 * MIB - 8192);
        }
    }

    private static List<String> words(String options) {
        return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
    }

    private void group(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of("vgcreate", "vg"));
        command.addAll(options);
        command.addAll(List.of(machine.devices()));
        machine.lvm(command.toArray(String[]::new));
    }

    private void makeGroup(int disks, String... options) throws Exception {
        add(disks, false);
        machine.lvm(("pvcreate " + String.join(" ", machine.devices())).split(" ", -1));
        group(List.of(options));
    }

    /** A volume that grew, with others in between, was moved in part, and is striped in part. */
    @Test
    void inspect_ofAVolumeOfManySegments_isWhatLvmSays() throws Exception {
        makeGroup(3, "-s", "1m");
        machine.create("-l 5 -n a vg");
        machine.create("-l 3 -n b vg " + machine.devices()[0]);
        machine.lvm("lvextend", "-l", "+7", "vg/a", machine.devices()[0]);
        machine.lvm("lvextend", "-i2", "-I8", "-l", "+12", "vg/a", machine.devices()[1], machine.devices()[2]);
        machine.create("-i3 -I32 -l 12 -n c vg");
        machine.lvm("lvextend", "-i3", "-I64", "-l", "+9", "vg/a");
        machine.lvm("lvremove", "-y", "vg/b");
        machine.lvm("lvextend", "-i1", "-l", "+4", "vg/a", machine.devices()[0]);
        assertThat(machine.report("seg", "lvs", "--segments", "-o", "lv_name", "vg/a"))
                .hasSizeGreaterThan(4);
        check(List.of("a", "c"));
    }

    private static Optional<String> physicalVolume(DiskLayout disk) {
        assertThat(disk.content().isPresent()).isEqualTo(disk.partitions().isEmpty());
        return disk.partOf().or(() -> disk.partitions().get(0).partOf());
    }

    private void check(List<String> names) throws Exception {
        List<long[]> sectors = new ArrayList<>();
        List<Path> images = new ArrayList<>();
        for (String name : names) {
            long[] mapping = machine.sectors("vg", name);
            Path image = directory.resolve(name + ".img");
            makeFileSystem(image, (long) mapping.length * SECTOR, name);
            machine.write(mapping, image);
            sectors.add(mapping);
            images.add(image);
        }
        InspectedServer found = machine.inspect();
        assertThat(found.layout().disks())
                .allSatisfy(disk ->
                        assertThat(disk.warnings()).allMatch(warning -> warning.endsWith("it holds lvm2 as a whole")))
                .allSatisfy(disk -> assertThat(physicalVolume(disk)).contains("volume group vg"));
        assertThat(found.layout().volumes()).hasSize(names.size());
        for (int i = 0; i < names.size(); i++) {
            VolumeInfo info = found.layout().volumes().get(i);
            assertThat(info.name()).isEqualTo("vg/" + names.get(i));
            assertThat(info.usedInFullBecause()).isEmpty();
            assertThat(info.content()).isEqualTo("ext4");
            assertThat(info.label()).contains("label-" + names.get(i));
            assertThat(info.sizeBytes()).isEqualTo((long) sectors.get(i).length * SECTOR);
            assertThat(info.disks())
                    .isEqualTo(Arrays.stream(sectors.get(i))
                            .mapToObj(s -> (int) (s >> 32))
                            .distinct()
                            .sorted()
                            .toList());
            assertThat(info.usedBytes())
                    .isEqualTo(MapProof.map(images.get(i), "ext4").usedBytes());
            assertThat(content("vg/" + names.get(i))).isEqualTo(Files.readAllBytes(images.get(i)));
        }
        checkUsed(found.used(), sectors, images);
        checkCopy(found.used(), names, images);
    }

    private static void makeFileSystem(Path image, long size, String name) throws Exception {
        Programs.run(
                "mkfs.ext4",
                "-q",
                "-b",
                "1024",
                "-L",
                "label-" + name,
                "-d",
                files.toString(),
                image.toString(),
                size / 1024 + "k");
    }

    private byte[] content(String volume) {
        return withDisks(machine.disks(), disks -> {
            List<DiskRange> ranges = new ArrayList<>();
            for (int i = 0; i < disks.size(); i++) {
                ranges.add(new DiskRange(
                        disks.get(i), machine.place(i).start(), machine.place(i).size()));
            }
            DiskRange content = LvmGroups.read(ranges).volumes().stream()
                    .filter(v -> v.name().equals(volume))
                    .findFirst()
                    .orElseThrow()
                    .content()
                    .orElseThrow();
            // In odd pieces, so that reads start and end everywhere.
            ByteBuffer bytes = ByteBuffer.allocate((int) content.length());
            SplittableRandom random = new SplittableRandom(5);
            while (bytes.hasRemaining()) {
                int length = Math.min(bytes.remaining(), 1 + random.nextInt(300_000));
                bytes.put(content.read(bytes.position(), length));
            }
            return bytes.array();
        });
    }

    /** What is in use must be what is, sector by sector: all but free extents and free blocks of file systems. */
    private void checkUsed(List<AllocationMap> used, List<long[]> sectors, List<Path> images) throws Exception {
        List<BitSet> expected = new ArrayList<>();
        long extent = machine.report("vg", "vgs", "-o", "vg_extent_size")
                .get(0)
                .get("vg_extent_size")
                .asLong();
        for (int i = 0; i < machine.disks().size(); i++) {
            BitSet disk = new BitSet();
            disk.set(0, (int) (Files.size(machine.disks().get(i)) / SECTOR));
            for (JsonNode line : machine.report("pv", "pvs", "-o", "pv_name,pe_start,pv_pe_count")) {
                if (line.get("pv_name").asText().equals(machine.place(i).device())) {
                    long start = machine.place(i).start() + line.get("pe_start").asLong();
                    long end = start + line.get("pv_pe_count").asLong() * extent;
                    disk.clear((int) (start / SECTOR), (int) (end / SECTOR));
                }
            }
            expected.add(disk);
        }
        for (int i = 0; i < sectors.size(); i++) {
            for (Extent e : MapProof.map(images.get(i), "ext4").extents()) {
                for (long s = e.offset() / SECTOR; s < e.end() / SECTOR; s++) {
                    long place = sectors.get(i)[(int) s];
                    expected.get((int) (place >> 32)).set((int) (place & 0xffffffffL));
                }
            }
        }
        for (int i = 0; i < expected.size(); i++) {
            BitSet mapped = new BitSet();
            used.get(i)
                    .extents()
                    .forEach(e -> mapped.set((int) (e.offset() / SECTOR), (int) ((e.end() + SECTOR - 1) / SECTOR)));
            mapped.xor(expected.get(i));
            assertThat(mapped.cardinality())
                    .as("sectors of disk %d that differ", i)
                    .isZero();
        }
    }

    /** Copies what is in use to blank disks, which must be as good as the others. */
    private void checkCopy(List<AllocationMap> used, List<String> names, List<Path> images) throws Exception {
        List<Path> copies = copy(used);
        try (LvmMachine other = machine.with(copies, Files.createDirectories(directory.resolve("copies")))) {
            other.lvm("vgck", "vg");
            for (String device : other.devices()) {
                other.lvm("pvck", device);
            }
            for (int i = 0; i < names.size(); i++) {
                long[] sectors = other.sectors("vg", names.get(i));
                assertThat(sectors).isEqualTo(machine.sectors("vg", names.get(i)));
                Path image = other.read(sectors, directory.resolve("copy.img"));
                Programs.run("e2fsck", "-fn", image.toString());
                assertThat(hash(image)).isEqualTo(hash(images.get(i)));
            }
        }
    }

    private List<Path> copy(List<AllocationMap> used) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (int i = 0; i < used.size(); i++) {
            Path copy = directory.resolve("copy" + i + ".raw");
            byte[] from = Files.readAllBytes(machine.disks().get(i));
            byte[] to = new byte[from.length];
            used.get(i)
                    .extents()
                    .forEach(e -> System.arraycopy(from, (int) e.offset(), to, (int) e.offset(), (int) e.length()));
            Files.write(copy, to);
            copies.add(copy);
        }
        return copies;
    }

    private String hash(Path image) throws Exception {
        try (Mounted mounted = Mounted.of(image, "ext4", directory.resolve("mounted"))) {
            return TreeHash.of(mounted.directory());
        }
    }

    private static <T> T withDisks(List<Path> files, Function<List<BlockSource>, T> use) {
        List<BlockSource> disks = new ArrayList<>();
        try {
            files.forEach(file -> disks.add(DiskImages.open(file)));
            return use.apply(disks);
        } finally {
            disks.forEach(BlockSource::close);
        }
    }
}
