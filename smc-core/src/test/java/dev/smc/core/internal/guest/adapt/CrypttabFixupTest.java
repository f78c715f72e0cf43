package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.MemoryTree;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is overwritten with a new key at each start must be what it was, or nothing. */
class CrypttabFixupTest {
    private static final String KEY = " /dev/urandom swap,cipher=aes-xts-plain64\n";

    private static GuestDevice device(String content, String uuid, int disk, int partition) {
        return device(content, uuid, disk, partition, Optional.empty());
    }

    private static GuestDevice device(String content, String uuid, int disk, int partition, Optional<MemoryTree> tree) {
        return new GuestDevice(
                content,
                Optional.of(uuid),
                Optional.empty(),
                Optional.of("PART-" + disk + "-" + partition),
                disk,
                partition,
                Optional.empty(),
                GuestDevices.nowhere(),
                OptionalLong.empty(),
                tree.map(files -> files));
    }

    /** Plans for a guest on partition 1 of disk 0 that takes a partition for swap. */
    private static Adaptation plan(String root, String swap, GuestDevice... others) {
        MemoryTree tree = new MemoryTree();
        tree.file("/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        tree.file("/etc/fstab", root + " / ext4 defaults 0 1\n");
        tree.file("/etc/crypttab", "swap " + swap + KEY);
        tree.file("/sbin/init", "");
        List<GuestDevice> devices = new ArrayList<>(List.of(device("ext4", "root", 0, 1, Optional.of(tree))));
        devices.addAll(List.of(others));
        return Planner.plan(
                GuestFinder.find(devices, Firmware.BIOS).orElseThrow(),
                AdaptationOptions.builder().build(),
                EditingRights.NONE);
    }

    private static Optional<String> crypttab(Adaptation adaptation) {
        return adaptation.plan().text("/etc/crypttab");
    }

    @ParameterizedTest
    @CsvSource({"UUID=root,/dev/vda3", "/dev/sda1,/dev/sda3", "/dev/sdb1,/dev/sdb3", "/dev/nvme1n1p1,/dev/nvme1n1p3"})
    void plan_ofAPartitionOfTheOnlyDiskThatHoldsNothingKnown_namesIt(String root, String swap) {
        assertThat(crypttab(plan(root, swap, device("unknown", "x", 0, 3))))
                .contains("swap /dev/disk/by-partuuid/part-0-3" + KEY);
    }

    @Test
    void plan_whereTheSystemDiskHadAnotherLetter_namesItsPartition() {
        assertThat(crypttab(plan("/dev/sdb1", "/dev/sdb3", device("unknown", "x", 0, 3), device("unknown", "y", 1, 3))))
                .contains("swap /dev/disk/by-partuuid/part-0-3" + KEY);
    }

    /** What another disk holds may be unknown to us alone. */
    @ParameterizedTest
    @CsvSource({
        "UUID=root,/dev/sda3", // of several disks
        "/dev/sdb1,/dev/sda3", // of the other disk
        "/dev/sda1,/dev/sdb3",
        "/dev/sda1,/dev/disk/by-id/scsi-1-part3",
    })
    void plan_whereAnotherDiskMayBeMeant_switchesItOff(String root, String swap) {
        Adaptation adaptation = plan(root, swap, device("unknown", "x", 0, 3), device("unknown", "y", 1, 3));
        assertThat(crypttab(adaptation)).contains("# not on ECS: swap " + swap + KEY);
        assertThat(adaptation.notes()).anyMatch(note -> note.contains(swap));
    }

    @Test
    void plan_whereAFileSystemHasThatName_switchesItOff() {
        assertThat(crypttab(plan("/dev/sda1", "/dev/sda3", device("ext4", "data", 0, 3))))
                .contains("# not on ECS: swap /dev/sda3" + KEY);
    }

    @Test
    void plan_ofARootWhoseUuidAnotherDiskHas_usesAnotherName() {
        Adaptation adaptation = plan("/dev/sda1", "/dev/sda3", device("ext4", "root", 1, 1));
        assertThat(adaptation.guest().stableName(adaptation.guest().root().device()))
                .contains("PARTUUID=part-0-1");
    }
}
