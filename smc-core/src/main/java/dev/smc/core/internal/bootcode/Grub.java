package dev.smc.core.internal.bootcode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The two generations of GRUB, as they lie on a disk for a BIOS. Numbers are little-endian, sectors have 512 bytes and are counted
 * from the start of the disk:
 *
 * <pre>
 *                                                      GRUB 2        GRUB Legacy
 * the first sector of the disk or of a partition       boot.img      stage1
 *     jump                                             0: EB 63      0: EB 48
 *     drive of the next sector, FF for the same one    100           64
 *     where it is loaded                               90            66, both 8000 or 2000
 *     the next sector                                  92, 8 bytes   68, 4 bytes
 * the next sector                                      core.img      stage1.5, or stage2 if there is none
 *     its program takes the end of the list            BF F4 81      BF F8 81 or BF F8 21
 *     the rest, a list that grows downwards from       500           504
 *         first sector                                 8 bytes       4 bytes
 *         number of sectors, 0 ends the list           2 bytes       2 bytes
 *         where it is loaded                           2 bytes       2 bytes
 * </pre>
 *
 * Everything else goes by numbers of partitions and identifiers of file systems.
 */
enum Grub {
    TWO(0x63, 100, 90, 92, Long.BYTES, 500),
    LEGACY(0x48, 64, 66, 68, Integer.BYTES, 504);

    static final int SECTOR = 512;

    private static final String NAME = "GRUB ";
    private static final int NAME_EARLIEST = 0x160;
    private static final int NAME_LATEST = 0x1b8;
    private static final int PROGRAM_START = 32;
    /** Below it is program. */
    private static final int LOWEST_ENTRY = 0x150;

    private final int jump;
    private final int drive;
    private final int address;
    private final int next;
    private final int width;
    private final int firstEntry;

    Grub(int jump, int drive, int address, int next, int width, int firstEntry) {
        this.jump = jump;
        this.drive = drive;
        this.address = address;
        this.next = next;
        this.width = width;
        this.firstEntry = firstEntry;
    }

    /** Returns the generation whose first sector this is; empty if it is none, or goes on on another drive. */
    static Optional<Grub> of(ByteBuffer sector) {
        return Stream.of(values())
                .filter(grub -> Byte.toUnsignedInt(sector.get(0)) == 0xeb && sector.get(1) == grub.jump)
                .filter(grub -> Byte.toUnsignedInt(sector.get(grub.drive)) == 0xff)
                .filter(grub -> isAddress(Short.toUnsignedInt(sector.getShort(grub.address))))
                .filter(grub -> hasName(sector))
                .findFirst();
    }

    private static boolean hasName(ByteBuffer sector) {
        byte[] text = new byte[NAME_LATEST - NAME_EARLIEST];
        sector.get(NAME_EARLIEST, text);
        return new String(text, StandardCharsets.ISO_8859_1).contains(NAME);
    }

    private static boolean isAddress(int address) {
        return address == 0x8000 || address == 0x2000;
    }

    /** Returns whether this can be the next sector. */
    boolean isNext(ByteBuffer sector) {
        for (int i = 0; i < PROGRAM_START; i++) {
            int high = Byte.toUnsignedInt(sector.get(i + 2));
            if (Byte.toUnsignedInt(sector.get(i)) == 0xbf
                    && sector.get(i + 1) == (byte) firstEntry
                    && (high == 0x81 || (this == LEGACY && high == 0x21))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the number of the next sector, from the first one. */
    long next(ByteBuffer sector) {
        return get(sector, next);
    }

    void setNext(ByteBuffer sector, long number) {
        set(sector, next, number);
    }

    /** Returns how many entries the list in the next sector has; empty if it has no end. */
    Optional<Integer> entries(ByteBuffer sector) {
        for (int entry = 0; at(entry) >= LOWEST_ENTRY; entry++) {
            if (count(sector, entry) == 0) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private int at(int entry) {
        return firstEntry - entry * (width + 2 * Short.BYTES);
    }

    long start(ByteBuffer sector, int entry) {
        return get(sector, at(entry));
    }

    void setStart(ByteBuffer sector, int entry, long number) {
        set(sector, at(entry), number);
    }

    int count(ByteBuffer sector, int entry) {
        return Short.toUnsignedInt(sector.getShort(at(entry) + width));
    }

    private long get(ByteBuffer sector, int offset) {
        return width == Long.BYTES ? sector.getLong(offset) : Integer.toUnsignedLong(sector.getInt(offset));
    }

    private void set(ByteBuffer sector, int offset, long number) {
        if (width == Long.BYTES) {
            sector.putLong(offset, number);
        } else {
            sector.putInt(offset, Math.toIntExact(number));
        }
    }

    /** Returns whether the number of a sector can be written. */
    boolean holds(long number) {
        return width == Long.BYTES || number <= Integer.MAX_VALUE;
    }
}
