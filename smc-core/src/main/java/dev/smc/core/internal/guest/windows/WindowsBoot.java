package dev.smc.core.internal.guest.windows;

import dev.smc.api.model.Firmware;
import java.util.List;
import java.util.OptionalInt;

/**
 * What starts Windows, on any file system of the server.
 *
 * @param hasEfiManager whether {@code EFI/Microsoft/Boot/bootmgfw.efi} is there
 * @param hasEfiFallback whether there is a file that firmware starts on its own, such as {@code EFI/Boot/bootx64.efi}
 * @param hasBiosManager whether {@code bootmgr}, or {@code ntldr} of old, is in the top directory
 * @param activePartition the index of the first partition of the first disk that a BIOS starts
 * @param stores the boot configuration (BCD), which are hives
 */
public record WindowsBoot(
        boolean hasEfiManager,
        boolean hasEfiFallback,
        boolean hasBiosManager,
        OptionalInt activePartition,
        List<HiveFile> stores) {

    /** Returns what firmware it starts with, if the files for one are complete but for the stores. */
    public Firmware firmware() {
        if (hasEfiManager) {
            return Firmware.UEFI;
        }
        return hasBiosManager && activePartition.isPresent() ? Firmware.BIOS : Firmware.UNKNOWN;
    }
}
