package dev.smc.core.internal.volume.lvm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.InspectedServer;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Disks in files, on which LVM2 itself makes volume groups through loop devices. It is told not to activate volumes, so that no
 * device-mapper is needed; what is in a volume is written where LVM2 says that its extents are.
 */
final class LvmMachine implements AutoCloseable {
    static final int SECTOR = 512;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A physical volume.
     *
     * @param start where on the disk it starts
     */
    record Place(Path disk, long start, long size, String device) {}

    private final Path directory;
    private final List<Place> places = new ArrayList<>();

    LvmMachine(Path directory) {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "this needs root and loop devices");
        this.directory = directory;
    }

    /** Adds a disk full of random bytes, of which a part is to be a physical volume. */
    LvmMachine add(long size, long start, long length) throws Exception {
        Path disk = directory.resolve("disk" + places.size() + ".raw");
        byte[] content = new byte[Math.toIntExact(size)];
        new SplittableRandom(places.size()).nextBytes(content);
        Files.write(disk, content);
        if (start > 0) {
            Programs.run("sgdisk", "-Z", disk.toString());
            long sector = start / SECTOR;
            String end = ":" + (sector + length / SECTOR - 1);
            Programs.run("sgdisk", "-a", "1", "-n", "1:" + sector + end, "-t", "1:8e00", disk.toString());
        } else {
            Programs.run("wipefs", "-aq", disk.toString());
        }
        attach(disk, start, length);
        return this;
    }

    private void attach(Path disk, long start, long length) throws Exception {
        String[] command = {
            "losetup", "-f", "--show", "-o", Long.toString(start), "--sizelimit", Long.toString(length), disk.toString()
        };
        places.add(new Place(disk, start, length, Programs.run(command).strip()));
    }

    /** Returns a machine with other disks at the same places. */
    LvmMachine with(List<Path> disks, Path otherDirectory) throws Exception {
        LvmMachine other = new LvmMachine(otherDirectory);
        for (int i = 0; i < places.size(); i++) {
            other.attach(disks.get(i), places.get(i).start(), places.get(i).size());
        }
        return other;
    }

    List<Path> disks() {
        return places.stream().map(Place::disk).toList();
    }

    Place place(int disk) {
        return places.get(disk);
    }

    /** Returns the names of the devices. */
    String[] devices() {
        return places.stream().map(Place::device).toArray(String[]::new);
    }

    /** Runs a command of LVM2 on these disks alone. */
    String lvm(String... command) throws IOException, InterruptedException {
        return run("exec lvm \"$@\"", command);
    }

    private String run(String script, String... command) throws IOException, InterruptedException {
        String ours = places.stream().map(p -> "\"a|^" + p.device() + "$|\",").collect(Collectors.joining());
        String config = "devices{filter=[" + ours + "\"r|.*|\"] use_devicesfile=0 hints=\"none\"}"
                + " global{activation=0 use_lvmpolld=0 locking_dir=\"" + directory.toRealPath() + "\"}"
                + " backup{backup=0 archive=0}";
        return Programs.run(
                Stream.of(new String[] {"sh", "-c", script, "sh"}, command, new String[] {"--config", config})
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new));
    }

    /** Makes a volume. */
    void create(String options) throws IOException, InterruptedException {
        String plain = "lvcreate -an -Zn -Wn -y ";
        lvm((plain + options).split(" ", -1));
    }

    /** Returns the lines of a report. */
    List<JsonNode> report(String kind, String command, String... options) throws IOException, InterruptedException {
        String[] always = {command, "--reportformat", "json", "--units", "b", "--nosuffix"};
        String[] all = Stream.of(always, options).flatMap(Arrays::stream).toArray(String[]::new);
        JsonNode reports =
                JSON.readTree(run("exec lvm \"$@\" 2> /dev/null", all)).get("report");
        List<JsonNode> lines = new ArrayList<>();
        reports.get(0).get(kind).forEach(lines::add);
        return lines;
    }

    /** Returns where each sector of a volume is, by LVM2's account: the disk times {@code 1 << 32}, plus the sector on it. */
    long[] sectors(String group, String volume) throws IOException, InterruptedException {
        long extent = number(report("vg", "vgs", "-o", "vg_extent_size", group).get(0), "vg_extent_size") / SECTOR;
        long[] pvStart = new long[places.size()];
        for (JsonNode line : report("pv", "pvs", "-o", "pv_name,pe_start")) {
            pvStart[disk(line.get("pv_name").asText())] = number(line, "pe_start") / SECTOR;
        }
        String fields = "lv_name,lv_size,seg_start_pe,seg_size_pe,stripes,stripe_size,seg_pe_ranges";
        long[] sectors = null;
        for (JsonNode line : report("seg", "lvs", "--segments", "-o", fields, group + "/" + volume)) {
            if (sectors == null) {
                sectors = new long[(int) (number(line, "lv_size") / SECTOR)];
            }
            int stripes = (int) number(line, "stripes");
            long turn = stripes == 1 ? Long.MAX_VALUE : number(line, "stripe_size") / SECTOR;
            String[] ranges = line.get("seg_pe_ranges").asText().split(" ", -1);
            long first = number(line, "seg_start_pe") * extent;
            long[] next = new long[stripes];
            int stripe = 0;
            long left = turn;
            for (long i = 0; i < number(line, "seg_size_pe") * extent; i++) {
                String[] range = ranges[stripe].split("[:-]", -1);
                int disk = disk(range[0]);
                sectors[(int) (first + i)] = ((long) disk << 32)
                        + places.get(disk).start() / SECTOR
                        + pvStart[disk]
                        + Long.parseLong(range[1]) * extent
                        + next[stripe]++;
                if (--left == 0) {
                    stripe = (stripe + 1) % stripes;
                    left = turn;
                }
            }
        }
        return sectors;
    }

    private int disk(String device) {
        return Arrays.asList(devices()).indexOf(device);
    }

    private static long number(JsonNode line, String name) {
        return line.get(name).asLong();
    }

    /** Writes the content of a volume. */
    void write(long[] sectors, Path content) throws IOException {
        move(sectors, content, true);
    }

    /** Returns the content of a volume. */
    Path read(long[] sectors, Path content) throws IOException {
        Files.write(content, new byte[0]);
        move(sectors, content, false);
        return content;
    }

    private void move(long[] sectors, Path content, boolean toDisks) throws IOException {
        List<FileChannel> disks = new ArrayList<>();
        try (FileChannel volume = open(content)) {
            for (Place place : places) {
                disks.add(open(place.disk()));
            }
            for (int i = 0; i < sectors.length; ) {
                int end = i + 1;
                while (end < sectors.length && sectors[end] == sectors[end - 1] + 1) {
                    end++;
                }
                FileChannel disk = disks.get((int) (sectors[i] >> 32));
                long offset = (sectors[i] & 0xffffffffL) * SECTOR;
                ByteBuffer bytes = ByteBuffer.allocate((end - i) * SECTOR);
                (toDisks ? volume : disk).read(bytes, toDisks ? (long) i * SECTOR : offset);
                (toDisks ? disk : volume).write(bytes.clear(), toDisks ? offset : (long) i * SECTOR);
                i = end;
            }
        } finally {
            for (FileChannel disk : disks) {
                disk.close();
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Inspects disks as those of one server; nothing is read of them afterwards. */
    static InspectedServer inspect(List<Path> files) {
        List<BlockSource> disks = new ArrayList<>();
        try {
            files.forEach(file -> disks.add(DiskImages.open(file)));
            return ServerInspector.inspect(disks);
        } finally {
            disks.forEach(BlockSource::close);
        }
    }

    InspectedServer inspect() {
        return inspect(disks());
    }

    @Override
    public void close() throws IOException {
        try {
            for (Place place : places) {
                Programs.run("losetup", "-d", place.device());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("loop devices were left over", e);
        }
    }
}
