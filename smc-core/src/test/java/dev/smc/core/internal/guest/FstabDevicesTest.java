package dev.smc.core.internal.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
}
