package dev.smc.core.internal.filesystem.fat;

/** How many bits an entry of the file allocation table has, and what follows from it. */
enum FatType {
    FAT12(12, 0x27),
    FAT16(16, 0x27),
    FAT32(32, 0x43);

    private final int bits;
    private final int serialOffset;

    FatType(int bits, int serialOffset) {
        this.bits = bits;
        this.serialOffset = serialOffset;
    }

    /** Returns how many bits an entry takes. */
    int bits() {
        return bits;
    }

    /** Returns where the boot sector has the serial number; two bytes before it are flags, one is a mark, and the label follows. */
    int serialOffset() {
        return serialOffset;
    }
}
