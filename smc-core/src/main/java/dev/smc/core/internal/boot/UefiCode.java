package dev.smc.core.internal.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * UEFI for virtual machines, without keys, so that secure boot is off.
 *
 * @param code the firmware, only read
 * @param variables its empty variables, to be copied
 * @param smm whether it needs system management mode
 */
record UefiCode(Path code, Path variables, boolean smm) {
    /** Code and variables, where distributions have them; those that need nothing special first. */
    private static final List<UefiCode> KNOWN = Stream.of(
                    // Debian, Ubuntu
                    of("/usr/share/OVMF/", "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
                    of("/usr/share/OVMF/", "OVMF_CODE.fd", "OVMF_VARS.fd"),
                    // Fedora, RHEL
                    of("/usr/share/edk2/ovmf/", "OVMF_CODE_4M.qcow2", "OVMF_VARS_4M.qcow2"),
                    of("/usr/share/edk2/ovmf/", "OVMF_CODE.fd", "OVMF_VARS.fd"),
                    // SUSE
                    of("/usr/share/qemu/", "ovmf-x86_64-4m-code.bin", "ovmf-x86_64-4m-vars.bin"),
                    of("/usr/share/qemu/", "ovmf-x86_64-code.bin", "ovmf-x86_64-vars.bin"),
                    // Arch, Gentoo
                    of("/usr/share/edk2/x64/", "OVMF_CODE.4m.fd", "OVMF_VARS.4m.fd"),
                    of("/usr/share/edk2/x64/", "OVMF_CODE.fd", "OVMF_VARS.fd"),
                    of("/usr/share/edk2-ovmf/", "OVMF_CODE.fd", "OVMF_VARS.fd"),
                    // QEMU itself
                    of("/usr/share/qemu/", "edk2-x86_64-code.fd", "edk2-i386-vars.fd"),
                    of("/usr/local/share/qemu/", "edk2-x86_64-code.fd", "edk2-i386-vars.fd"),
                    // RHEL 8 and 9 have no other
                    of("/usr/share/edk2/ovmf/", "OVMF_CODE.secboot.fd", "OVMF_VARS.fd"),
                    of("/usr/share/OVMF/", "OVMF_CODE.secboot.fd", "OVMF_VARS.fd"))
            .toList();

    private static UefiCode of(String directory, String code, String variables) {
        return new UefiCode(Path.of(directory + code), Path.of(directory + variables), code.contains("secboot"));
    }

    /** Returns the one of this machine. */
    static Optional<UefiCode> find() {
        return KNOWN.stream()
                .filter(known -> Files.isReadable(known.code) && Files.isReadable(known.variables))
                .findFirst();
    }

    /** Returns the format of both files, as QEMU names it. */
    String format() {
        return code.toString().endsWith(".qcow2") ? "qcow2" : "raw";
    }
}
