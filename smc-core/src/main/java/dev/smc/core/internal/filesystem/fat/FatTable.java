package dev.smc.core.internal.filesystem.fat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.stream.IntStream;

/** The file allocation table, in all its copies. Its first two entries belong to no cluster. */
final class FatTable implements Clusters.Bits {
    private static final int FAT32_MASK = 0x0fffffff;

    private final DiskRange range;
    private final FatBootSector boot;

    FatTable(DiskRange range, FatBootSector boot) {
        this.range = range;
        this.boot = boot;
    }

    /** Returns the clusters that any copy has an entry for: drivers do not agree on which of them counts. */
    @Override
    public BitSet read(long first, int count) {
        BitSet used = new BitSet(count);
        for (int copy = 0; copy < boot.tableCount(); copy++) {
            ByteBuffer entries = entries(copy, first + 2, count);
            int shift = shift(first + 2);
            for (int i = 0; i < count; i++) {
                if (entry(entries, i, shift) != 0) {
                    used.set(i);
                }
            }
        }
        return used;
    }

    /** Returns an entry of the first copy. */
    int get(long index) {
        return entry(entries(0, index, 1), 0, shift(index));
    }

    /** Returns {@code count} entries of the first copy. */
    int[] get(long first, int count) {
        ByteBuffer entries = entries(0, first, count);
        int shift = shift(first);
        return IntStream.range(0, count).map(i -> entry(entries, i, shift)).toArray();
    }

    /** Returns whether a copy starts as it must, with the media byte and ones. */
    boolean startsRight(int copy) {
        int first = entry(entries(copy, 0, 1), 0, 0);
        int ones = boot.type() == FatType.FAT12 ? 0xf00 : boot.type() == FatType.FAT16 ? 0xff00 : 0x0fffff00;
        return first == (ones | boot.media());
    }

    /** Returns whether the second entry says that the file system was unmounted cleanly; in FAT12 it cannot. */
    boolean isClean() {
        return switch (boot.type()) {
            case FAT12 -> true;
            case FAT16 -> (get(1) & 0xc000) == 0xc000;
            case FAT32 -> (get(1) & 0x0c000000) == 0x0c000000;
        };
    }

    /** Returns whether the first entry read starts in the middle of a byte. */
    private int shift(long index) {
        return (int) (index * boot.type().bits() % Byte.SIZE);
    }

    private ByteBuffer entries(int copy, long index, int count) {
        long from = index * boot.type().bits() / Byte.SIZE;
        long to = ((index + count) * boot.type().bits() + Byte.SIZE - 1) / Byte.SIZE;
        return range.read(boot.tableStart(copy) + from, (int) (to - from));
    }

    private int entry(ByteBuffer entries, int index, int shift) {
        return switch (boot.type()) {
            case FAT12 -> {
                int bit = index * 12 + shift;
                int pair = Byte.toUnsignedInt(entries.get(bit / Byte.SIZE))
                        | Byte.toUnsignedInt(entries.get(bit / Byte.SIZE + 1)) << Byte.SIZE;
                yield pair >>> bit % Byte.SIZE & 0xfff;
            }
            case FAT16 -> Short.toUnsignedInt(entries.getShort(index * Short.BYTES));
            case FAT32 -> entries.getInt(index * Integer.BYTES) & FAT32_MASK;
        };
    }
}
