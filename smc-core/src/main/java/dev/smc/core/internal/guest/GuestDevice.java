package dev.smc.core.internal.guest;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something on the disks of a server that its guest may mount or use otherwise, and what the guest may call it.
 *
 * @param content what it holds, such as {@code ext4} or {@code swap}
 * @param uuid the identifier of the content
 * @param label what the content is called
 * @param partitionUuid the identifier of the partition; for MBR the disk's with the number of the partition
 * @param disk the number of the disk, from 0; of a logical volume, of the first one that it lies on
 * @param partition its number in the table of its disk, from 1; 0 for a whole disk or a logical volume
 * @param volume for a logical volume its name, {@code group/volume}
 * @param range where it lies, or a logical volume as its guest sees it
 * @param freeBytes how much of it is free, if that is known
 * @param tree its files, if they can be read
 */
public record GuestDevice(
        String content,
        Optional<String> uuid,
        Optional<String> label,
        Optional<String> partitionUuid,
        int disk,
        int partition,
        Optional<String> volume,
        DiskRange range,
        OptionalLong freeBytes,
        Optional<FileTree> tree) {
    private static final Pattern LETTERED = Pattern.compile("/dev/(?:sd|vd|xvd|hd|ubd)([a-z])([0-9]{0,3})");
    private static final Pattern NVME = Pattern.compile("/dev/(?:nvme([0-9])n1|mmcblk([0-9]))(?:p([0-9]{1,3}))?");

    /** Returns whether a name, as fstab or a kernel's command line has it, means this device. */
    public boolean isCalled(String given) {
        String name = given.replace("\"", "");
        String lower = name.toLowerCase(Locale.ROOT);
        return is(uuid, lower, "uuid=", "/dev/disk/by-uuid/")
                || is(partitionUuid, lower, "partuuid=", "/dev/disk/by-partuuid/")
                || is(label, lower, "label=", "/dev/disk/by-label/")
                || volume.map(v -> name.equals("/dev/" + v)
                                || name.equals("/dev/mapper/" + mapperName(v))
                                || name.equals("/dev/disk/by-id/dm-name-" + mapperName(v)))
                        .orElseGet(() -> isNumbered(name));
    }

    private static boolean is(Optional<String> own, String lower, String prefix, String directory) {
        return own.map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> lower.equals(prefix + name) || lower.equals(directory + name))
                .isPresent();
    }

    private boolean isNumbered(String name) {
        Matcher lettered = LETTERED.matcher(name);
        if (lettered.matches()) {
            return lettered.group(1).charAt(0) - 'a' == disk && number(lettered.group(2)) == partition;
        }
        Matcher nvme = NVME.matcher(name);
        return nvme.matches()
                && Integer.parseInt(nvme.group(1) != null ? nvme.group(1) : nvme.group(2)) == disk
                && number(nvme.group(3) != null ? nvme.group(3) : "") == partition;
    }

    private static int number(String digits) {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** The device mapper joins group and volume by a hyphen, and doubles those within them. */
    private static String mapperName(String volume) {
        return volume.replace("-", "--").replace('/', '-');
    }

    /** Returns this with other numbers: those by which its guest knows it. */
    public GuestDevice numbered(int ownDisk, int ownPartition) {
        return new GuestDevice(
                content, uuid, label, partitionUuid, ownDisk, ownPartition, volume, range, freeBytes, tree);
    }

    /** Returns the names by which the guest finds this wherever its disk is attached, the best one first. */
    public Stream<String> stableNames() {
        return Stream.of(
                        volume.map(v -> "/dev/mapper/" + mapperName(v)),
                        uuid.map(u -> "UUID=" + u),
                        partitionUuid.map(u -> "PARTUUID=" + u.toLowerCase(Locale.ROOT)))
                .flatMap(Optional::stream);
    }

    /** Returns whether UEFI finds boot loaders on it, as far as its content tells: FAT with a directory {@code EFI}. */
    public boolean isEfiSystem() {
        return content.equals("vfat")
                && tree.isPresent()
                && GuestRoot.alone(this).exists("/EFI");
    }

    /** Returns where this is, for people. */
    public String place() {
        return volume.map(v -> "logical volume " + v)
                .orElseGet(() -> partition == 0 ? "disk " + disk : "partition " + partition + " of disk " + disk);
    }
}
