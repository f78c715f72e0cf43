package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The volume group {@code vg0}, made by LVM2 with no device-mapper: none of its volumes is active on this machine. */
final class VolumeGroup {
    private final DiskRegion partition;
    private final Path locks;

    /**
     * Names a volume group.
     *
     * @param locks an empty directory
     */
    VolumeGroup(DiskRegion partition, Path locks) {
        this.partition = partition;
        this.locks = locks;
    }

    void create() throws Exception {
        partition.asDevice(device -> {
            lvm(device, "pvcreate", "-q", device);
            lvm(device, "vgcreate", "-q", "vg0", device);
            lvm(device, "lvcreate", "-an", "-Zn", "-Wn", "-y", "-n", "root", "-L", "2304m", "vg0");
            return lvm(device, "lvcreate", "-an", "-Zn", "-Wn", "-y", "-n", "data", "-l", "100%FREE", "vg0");
        });
    }

    /** Returns where a volume is on the disk; it is in one piece. */
    DiskRegion volume(String name) throws Exception {
        return partition.asDevice(device -> {
            String[] first = numbers(lvm(
                    device, report("lvs", "--segments", "-o", "vg_extent_size,seg_size,seg_pe_ranges", "vg0/" + name)));
            String[] begin = numbers(lvm(device, report("pvs", "-o", "pe_start", device)));
            String range = first[2].substring(first[2].indexOf(':') + 1);
            long extent = Long.parseLong(range.substring(0, range.indexOf('-')));
            long start = partition.start() + Long.parseLong(begin[0]) + extent * Long.parseLong(first[0]);
            return new DiskRegion(partition.disk(), start, Long.parseLong(first[1]));
        });
    }

    private static String[] report(String command, String... options) {
        String[] always = {command, "--noheadings", "--units", "b", "--nosuffix"};
        return Stream.of(always, options).flatMap(Stream::of).toArray(String[]::new);
    }

    private static String[] numbers(String line) {
        return line.strip().split(" +", -1);
    }

    private String lvm(String device, String... command) throws Exception {
        String config = "devices{filter=[\"a|^" + device + "$|\",\"r|.*|\"] use_devicesfile=0 hints=\"none\"}"
                + " global{activation=0 use_lvmpolld=0 locking_dir=\"" + locks + "\"} backup{backup=0 archive=0}";
        String[] shell = {"sh", "-c", "exec lvm \"$@\" 2> /dev/null", "sh"};
        String[] last = {"--config", config};
        return Programs.run(Stream.of(shell, command, last).flatMap(Stream::of).toArray(String[]::new));
    }
}
