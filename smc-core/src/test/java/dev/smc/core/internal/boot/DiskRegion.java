package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a disk in a file, in bytes, that the kernel is shown as a block device. Partitions of loop devices are not used: not
 * every machine makes them.
 */
record DiskRegion(Path disk, long start, long size) {
    private static final int SECTOR = 512;

    /** Does something with a block device or a mounted directory. */
    interface Use<T> {
        T of(String device) throws Exception;
    }

    /** Returns a partition, by the account of sfdisk. */
    static DiskRegion partition(Path disk, int number) throws Exception {
        Pattern line = Pattern.compile(Pattern.quote(disk + "" + number) + " : start= *(\\d+), size= *(\\d+)");
        Matcher found = line.matcher(Programs.run("sfdisk", "-d", disk.toString()));
        if (!found.find()) {
            throw new IllegalStateException("no partition " + number + " on " + disk);
        }
        return new DiskRegion(disk, Long.parseLong(found.group(1)) * SECTOR, Long.parseLong(found.group(2)) * SECTOR);
    }

    <T> T asDevice(Use<T> use) throws Exception {
        String[] attach = {
            "losetup", "-f", "--show", "-o", Long.toString(start), "--sizelimit", Long.toString(size), disk.toString()
        };
        String device = Programs.run(attach).strip();
        try {
            return use.of(device);
        } finally {
            Programs.run("losetup", "-d", device);
        }
    }

    /** Makes a file system that is ext4 or XFS. */
    void format(String type, UUID uuid) throws Exception {
        asDevice(device -> type.equals("xfs")
                ? Programs.run("mkfs.xfs", "-q", "-f", "-m", "uuid=" + uuid, device)
                : Programs.run("mkfs.ext4", "-q", "-F", "-U", uuid.toString(), device));
    }
}
