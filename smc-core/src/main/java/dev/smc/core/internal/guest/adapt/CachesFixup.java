package dev.smc.core.internal.guest.adapt;

import java.util.List;

/** Drops what was learned of the old disks: the guest would look for them by it. */
final class CachesFixup implements Fixup {
    /** With a devices file LVM looks at no other disks, and names them by serial numbers. */
    private static final List<String> STALE = List.of(
            "/etc/blkid.tab",
            "/etc/blkid/blkid.tab",
            "/etc/lvm/cache/.cache",
            "/etc/lvm/.cache",
            "/etc/lvm/devices/system.devices",
            "/boot/grub/device.map",
            "/boot/grub2/device.map");

    @Override
    public String step() {
        return "caches";
    }

    @Override
    public void plan(Adaptation adaptation) {
        STALE.forEach(path -> adaptation.plan().setAside(path, "it names the disks of the old machine"));
    }
}
