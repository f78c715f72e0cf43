package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A small ext file system made by hand, from the format's description: blocks of 1 KiB, two groups of 256 blocks (the second is
 * shorter), descriptors of 32 bytes, and metadata checksums if wanted.
 *
 * <pre>
 * block 1 superblock, 2 descriptors, 3 and 4 block bitmaps, 5 and 6 inode bitmaps, 7-8 and 9-10 inode tables, 11-19 data
 * block 257 superblock copy, 258 descriptors' copy, 300-309 data
 * </pre>
 */
final class ExtFixture {
    static final int BLOCK = 1024;
    static final int BLOCKS = 400;
    static final int SUPERBLOCK = 1024;
    static final int DESCRIPTORS = 2 * BLOCK;
    static final int BITMAPS = 3 * BLOCK;
    static final int SIZE = BLOCKS * BLOCK + 3000;

    final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final boolean checksums;

    ExtFixture(boolean checksums) {
        this.checksums = checksums;
        bytes.putInt(SUPERBLOCK, 32).putInt(SUPERBLOCK + 4, BLOCKS);
        bytes.putInt(SUPERBLOCK + 0x14, 1);
        bytes.putInt(SUPERBLOCK + 0x20, 256).putInt(SUPERBLOCK + 0x24, 256).putInt(SUPERBLOCK + 0x28, 16);
        bytes.putShort(SUPERBLOCK + 0x38, (short) 0xef53).putShort(SUPERBLOCK + 0x3a, (short) 1);
        bytes.putInt(SUPERBLOCK + 0x4c, 1);
        bytes.putShort(SUPERBLOCK + 0x58, (short) 128);
        bytes.putInt(SUPERBLOCK + 0x60, 0x242);
        bytes.putInt(SUPERBLOCK + 0x64, checksums ? 0x401 : 0x1);
        bytes.put(SUPERBLOCK + 0x68, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        bytes.put(SUPERBLOCK + 0x78, "small".getBytes(StandardCharsets.US_ASCII));
        for (int group = 0; group < 2; group++) {
            int descriptor = DESCRIPTORS + group * 32;
            bytes.putInt(descriptor, 3 + group)
                    .putInt(descriptor + 4, 5 + group)
                    .putInt(descriptor + 8, 7 + 2 * group);
        }
        mark(0, 0, 19);
        mark(1, 0, 2);
        mark(1, 43, 53);
        free(0, 256 - 19);
        free(1, BLOCKS - 257 - 12);
        seal();
    }

    /** Marks bits of a group's bitmap. */
    ExtFixture mark(int group, int from, int to) {
        for (int bit = from; bit < to; bit++) {
            int position = BITMAPS + group * BLOCK + bit / 8;
            bytes.put(position, (byte) (bytes.get(position) | 1 << bit % 8));
        }
        return this;
    }

    ExtFixture free(int group, int count) {
        bytes.putShort(DESCRIPTORS + group * 32 + 0xc, (short) count);
        return this;
    }

    ExtFixture putInt(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    ExtFixture putShort(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    /** Gives everything its checksum again, after a change. */
    ExtFixture seal() {
        if (checksums) {
            int seed = ExtChecksums.crc32c(~0, bytes, SUPERBLOCK + 0x68, 16);
            for (int group = 0; group < 2; group++) {
                int descriptor = DESCRIPTORS + group * 32;
                putShort(descriptor + 0x18, ExtChecksums.crc32c(seed, bytes, BITMAPS + group * BLOCK, 32));
                putShort(descriptor + 0x1e, 0);
                putShort(
                        descriptor + 0x1e,
                        ExtChecksums.crc32c(ExtChecksums.crc32c(seed, group), bytes, descriptor, 32));
            }
            putInt(SUPERBLOCK + 0x3fc, ExtChecksums.crc32c(~0, bytes, SUPERBLOCK, 0x3fc));
        }
        return this;
    }

    FileSystem identify() {
        return FileSystems.identify(new DiskRange(new MemoryDisk(bytes.array()), 0, bytes.capacity()));
    }
}
