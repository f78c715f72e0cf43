package dev.smc.core.internal.boot;

import java.util.Locale;

/** How a guest sees its disks. */
public enum DiskBus {
    /** {@code /dev/vda} and so on, as on most instances. */
    VIRTIO("virtio-blk-pci"),
    /** What every guest knows: PIIX with BIOS, AHCI with UEFI. */
    IDE("ide-hd"),
    /** {@code /dev/nvme0n1} and so on, as on newer instances. */
    NVME("nvme");

    private final String device;

    DiskBus(String device) {
        this.device = device;
    }

    String device() {
        return device;
    }

    /** Returns the name in reports. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
