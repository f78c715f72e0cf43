package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header of a qcow2 image, checked field by field.
 *
 * @param version 2 or 3
 * @param clusterBits binary logarithm of the cluster size
 * @param size of the guest's disk
 * @param l1Offset where the L1 table starts
 * @param l1Entries how many entries of it the disk needs
 * @param backingFile name of the image behind, as written
 * @param backingFormat its format, if written
 */
record Qcow2Header(
        int version,
        int clusterBits,
        long size,
        long l1Offset,
        int l1Entries,
        @Nullable String backingFile,
        @Nullable String backingFormat) {

    static final int MAGIC = 0x514649fb;
    static final int EXTENSION_END = 0;
    static final int EXTENSION_BACKING_FORMAT = 0xe2792aca;

    private static final int LENGTH_V2 = 72;
    private static final int LENGTH_V3 = 104;
    private static final int SMALLEST_CLUSTER_BITS = 9;
    private static final int LARGEST_CLUSTER_BITS = 21;
    private static final int LONGEST_BACKING_NAME = 1023;
    private static final long MOST_L1_ENTRIES = (32L << 20) / Long.BYTES;

    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA_FILE = 1 << 2;
    private static final long COMPRESSION_TYPE = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Returns how many entries an L2 table has; it is one cluster. */
    int l2Entries() {
        return clusterSize() / Long.BYTES;
    }

    static Qcow2Header read(ImageFile file) {
        return new Parser(file).parse();
    }

    /** Reads the header; nothing is believed before it was checked. */
    private static final class Parser {
        private final ImageFile file;

        Parser(ImageFile file) {
            this.file = file;
        }

        Qcow2Header parse() {
            ByteBuffer fixed = bytes(0, LENGTH_V2);
            check(fixed.getInt(0) == MAGIC, 0, "magic 0x" + Integer.toHexString(fixed.getInt(0)), "0x514649fb");
            int version = fixed.getInt(4);
            if (version < 2 || version > 3) {
                throw ImageErrors.unsupportedFormat(file.location(), "qcow2 version " + version);
            }
            int clusterBits = fixed.getInt(20);
            check(
                    clusterBits >= SMALLEST_CLUSTER_BITS && clusterBits <= LARGEST_CLUSTER_BITS,
                    20,
                    "cluster_bits " + clusterBits,
                    SMALLEST_CLUSTER_BITS + " to " + LARGEST_CLUSTER_BITS);
            int clusterSize = 1 << clusterBits;
            int headerLength = version == 2 ? LENGTH_V2 : checkVersion3(clusterSize);
            if (fixed.getInt(32) != 0) {
                throw ImageErrors.unsupported(
                        file.location(),
                        "is an encrypted qcow2 image (crypt_method " + Integer.toUnsignedString(fixed.getInt(32))
                                + "), which is not supported");
            }
            long size = fixed.getLong(24);
            check(size >= 0, 24, "size " + Long.toUnsignedString(size), "at most " + Long.MAX_VALUE);
            long l1Offset = fixed.getLong(40);
            int l1Entries = checkL1(size, clusterSize, l1Offset, Integer.toUnsignedLong(fixed.getInt(36)));
            String backingFile = backingFile(fixed.getLong(8), fixed.getInt(16), clusterSize);
            String backingFormat = backingFile == null ? null : backingFormat(headerLength, (int) fixed.getLong(8));
            return new Qcow2Header(version, clusterBits, size, l1Offset, l1Entries, backingFile, backingFormat);
        }

        private int checkVersion3(int clusterSize) {
            ByteBuffer extra = bytes(LENGTH_V2, LENGTH_V3 - LENGTH_V2);
            long features = extra.getLong(0);
            long headerLength = Integer.toUnsignedLong(extra.getInt(28));
            check(
                    headerLength >= LENGTH_V3 && headerLength % 8 == 0 && headerLength <= clusterSize,
                    100,
                    "header_length " + headerLength,
                    "a multiple of 8 from " + LENGTH_V3 + " to " + clusterSize);
            check(
                    (features & CORRUPT) == 0,
                    LENGTH_V2,
                    "the mark of a program that found damage in this image",
                    "none; see: qemu-img check");
            refuse(features & EXTERNAL_DATA_FILE, "keeps its data in an external file");
            refuse(features & COMPRESSION_TYPE, "is compressed in another way than deflate (such as zstd)");
            refuse(features & EXTENDED_L2, "has extended L2 entries (subclusters)");
            long unknown = features & ~(DIRTY | CORRUPT | EXTERNAL_DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2);
            refuse(unknown, "has unknown incompatible features 0x" + Long.toHexString(unknown));
            return (int) headerLength;
        }

        private void refuse(long feature, String what) {
            if (feature != 0) {
                throw ImageErrors.unsupported(
                        file.location(), "is a qcow2 image that " + what + ", which is not supported");
            }
        }

        private int checkL1(long size, int clusterSize, long offset, long entries) {
            long coveredByEntry = (long) clusterSize * (clusterSize / Long.BYTES);
            long needed = size / coveredByEntry + (size % coveredByEntry == 0 ? 0 : 1);
            check(
                    needed <= MOST_L1_ENTRIES,
                    24,
                    "size " + size + " with clusters of " + clusterSize + " bytes",
                    "a size that an L1 table of " + MOST_L1_ENTRIES + " entries covers");
            check(
                    entries >= needed,
                    36,
                    "l1_size " + entries,
                    "at least " + needed + " for a disk of " + size + " bytes");
            check(
                    offset >= 0 && offset % clusterSize == 0 && (offset > 0 || needed == 0),
                    40,
                    "l1_table_offset " + Long.toUnsignedString(offset),
                    "a multiple of the cluster size " + clusterSize);
            if (offset > file.size() - needed * Long.BYTES) {
                throw file.truncated(offset + needed * Long.BYTES);
            }
            return (int) needed;
        }

        private @Nullable String backingFile(long offset, int length, int clusterSize) {
            if (offset == 0) {
                return null;
            }
            check(
                    offset >= LENGTH_V2 && offset < clusterSize,
                    8,
                    "backing_file_offset " + Long.toUnsignedString(offset),
                    "a place in the first cluster");
            long longest = Math.min(LONGEST_BACKING_NAME, clusterSize - offset);
            check(
                    length > 0 && length <= longest,
                    16,
                    "backing_file_size " + Integer.toUnsignedString(length),
                    "1 to " + longest);
            return text((int) offset, length);
        }

        /** Extensions stand between the header and the name of the backing file. */
        private @Nullable String backingFormat(int start, int end) {
            int position = start;
            while (position <= end - 8) {
                ByteBuffer extension = bytes(position, 8);
                int type = extension.getInt(0);
                long length = Integer.toUnsignedLong(extension.getInt(4));
                if (type == EXTENSION_END) {
                    break;
                }
                check(
                        length <= end - 8 - position,
                        position + 4,
                        "header extension of " + length + " bytes",
                        "one that ends before byte " + end);
                if (type == EXTENSION_BACKING_FORMAT) {
                    return text(position + 8, (int) length);
                }
                position += 8 + (int) (length + 7 & ~7L);
            }
            return null;
        }

        private String text(int offset, int length) {
            return new String(bytes(offset, length).array(), StandardCharsets.UTF_8);
        }

        private ByteBuffer bytes(int offset, int length) {
            if (offset + length > file.size()) {
                throw file.truncated(offset + length);
            }
            ByteBuffer buffer = ByteBuffer.allocate(length);
            file.read(offset, buffer);
            return buffer.flip();
        }

        private void check(boolean right, long offset, String found, String expected) {
            if (!right) {
                throw new CorruptDiskException(file.location(), offset, found, expected);
            }
        }
    }
}
