package dev.smc.core.internal.guest.system;

import java.util.Optional;

/**
 * The header of a program, as the System V ABI has it: magic {@code 7f 45 4c 46}, class at byte 4 (1 for 32 bit), byte order at 5
 * (1 for little-endian), machine in 2 bytes at 18.
 */
final class Elf {
    static final int HEADER = 20;

    private Elf() {}

    /** Returns the architecture that a program is for, as {@code uname -m} names it; empty if it is none that is known. */
    static Optional<String> architecture(byte[] header) {
        if (header.length < HEADER || header[0] != 0x7f || header[1] != 'E' || header[2] != 'L' || header[3] != 'F') {
            return Optional.empty();
        }
        int low = Byte.toUnsignedInt(header[header[5] == 2 ? 19 : 18]);
        return switch (low) {
            case 3 -> Optional.of("i686");
            case 62 -> Optional.of("x86_64");
            case 183 -> Optional.of("aarch64");
            case 40 -> Optional.of("armv7l");
            case 21 -> Optional.of(header[5] == 2 ? "ppc64" : "ppc64le");
            case 22 -> Optional.of("s390x");
            case 243 -> Optional.of("riscv64");
            default -> Optional.empty();
        };
    }
}
