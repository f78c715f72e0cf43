package dev.smc.core.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FstabDevicesTest {
    private static final GuestDevice ROOT = device("ext4", "root", 0, 1);
    private static final List<GuestDevice> DEVICES = List.of(
            ROOT,
            device("swap", "swap", 0, 2),
            device("ext4", "data", 1, 1),
            device("xfs", "whole", 2, 0),
            device("luks", "secret", 3, 1));

    private static GuestDevice device(String content, String uuid, int disk, int partition) {
        return new GuestDevice(
                content,
                Optional.of(uuid),
                Optional.empty(),
                Optional.empty(),
                disk,
                partition,
                Optional.empty(),
                GuestDevices.nowhere(),
                OptionalLong.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "UUID=data,                           ext4, data",
        "/dev/sdb1,                           ext4, data",
        "/dev/sdb1,                           ext3, data",
        "/dev/sdb1,                           xfs,  ''",
        "/dev/sdf1,                           ext4, data",
        "/dev/sdf,                            xfs,  whole",
        "/dev/nvme7n1,                        xfs,  whole",
        "/dev/disk/by-id/scsi-3600-part1,     ext4, data",
        "/dev/disk/by-id/google-data,         xfs,  whole",
        "/dev/disk/azure/scsi1/lun0-part1,    ext4, data",
        "/dev/disk/cloud/azure_resource-part1, auto, ''",
        "/dev/mapper/mpathb1,                 ext4, data",
        "/dev/mapper/mpathbp1,                ext4, data",
        "/dev/mapper/mpathb-part1,            ext4, data",
        "/dev/mapper/mpathc,                  xfs,  whole",
        "/dev/cciss/c0d1p1,                   ext4, data",
        "/dev/mapper/3600508b400105e210000900000490000-part1, ext4, data",
        "/dev/mapper/3600508b400105e210000900000490000p1, ext4, data",
        "/dev/mapper/other,                   ext4, ''",
        "UUID=gone,                           ext4, ''",
        "LABEL=gone,                          auto, ''",
    })
    void device_ofAName_isTheOnlyOneThatItCanMean(String name, String type, String uuid) {
        Fstab fstab = Fstab.parse("/dev/root / ext4\n" + name + " /data " + type + "\n");

        Optional<GuestDevice> found =
                FstabDevices.of(ROOT, DEVICES, fstab).device(fstab.entries().get(1));

        assertThat(found.flatMap(GuestDevice::uuid).orElse("")).isEqualTo(uuid);
    }

    private static final List<GuestDevice> THREE =
            List.of(device("ext4", "root", 0, 1), device("ext4", "data", 1, 1), device("ext4", "logs", 2, 1));

    private static final String LETTERS = "/dev/sda1 / ext4\n/dev/sdb1 /data ext4\n/dev/sdc1 /logs ext4\n";

    private static String mounts(GuestDevice root, String table) {
        Fstab fstab = Fstab.parse(table);
        FstabDevices devices = FstabDevices.of(root, THREE, fstab);
        return fstab.entries().stream()
                .map(entry -> entry.path() + "="
                        + devices.device(entry).flatMap(GuestDevice::uuid).orElse("?")
                        + (devices.guessed().contains(entry) ? " guessed" : ""))
                .collect(Collectors.joining(", "));
    }

    @Test
    void device_byLetterAlone_isTold() {
        assertThat(mounts(THREE.get(0), LETTERS)).isEqualTo("/=root, /data=data guessed, /logs=logs guessed");
        assertThat(mounts(THREE.get(0), "UUID=root / ext4\nUUID=data /data ext4\n/dev/sdc1 /logs ext4\n"))
                .isEqualTo("/=root, /data=data, /logs=logs");
    }

    @Test
    void device_whereTheRootHasAnotherLetter_isNotByLetter() {
        assertThat(mounts(THREE.get(2), LETTERS)).isEqualTo("/=logs, /data=?, /logs=?");
    }

    @Test
    void device_ofAnotherEntry_isNeverTheRoot() {
        assertThat(mounts(THREE.get(0), "UUID=root / ext4\n/dev/sda1 /data ext4\n"))
                .isEqualTo("/=root, /data=?");
        assertThat(mounts(THREE.get(0), "/dev/sda1 / ext4\n/dev/sda1 /home ext4 subvol=home\n"))
                .isEqualTo("/=root, /home=root");
    }
}
