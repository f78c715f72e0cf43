package dev.smc.core.internal.guest.system;

import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.List;
import java.util.Optional;

/**
 * A Linux that was found on the disks of a server.
 *
 * @param root its files
 * @param devices all that is on the disks
 * @param distribution which one it is
 * @param architecture of its programs, such as {@code x86_64}; empty if no program tells
 * @param firmware what starts it
 * @param others other systems on the same disks, for people
 */
public record GuestSystem(
        GuestRoot root,
        List<GuestDevice> devices,
        Distribution distribution,
        Optional<String> architecture,
        Firmware firmware,
        List<String> others) {

    /** Returns the device that a name of fstab or of a kernel's command line means, if it is on the disks. */
    public Optional<GuestDevice> device(String name) {
        return devices.stream().filter(device -> device.isCalled(name)).findFirst();
    }

    /**
     * Returns a name by which the guest finds a device wherever its disk is attached, and nothing else; empty if there is none, as
     * where a disk was cloned.
     */
    public Optional<String> stableName(GuestDevice device) {
        return device.stableNames()
                .filter(name -> devices.stream().allMatch(other -> other.equals(device) || !other.isCalled(name)))
                .findFirst();
    }

    /** Returns whether the guest is started by systemd. */
    public boolean hasSystemd() {
        return root.exists("/usr/lib/systemd/systemd") || root.exists("/lib/systemd/systemd");
    }
}
