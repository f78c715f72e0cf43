package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the header of a qcow2 image; nothing is believed before it was checked. */
final class Qcow2HeaderReader {
    private static final int LENGTH_V2 = 72;
    private static final int LENGTH_V3 = 104;
    private static final int COMPRESSION_TYPE_OFFSET = 104;
    private static final int SMALLEST_CLUSTER_BITS = 9;
    private static final int SMALLEST_CLUSTER_BITS_EXTENDED = 14;
    private static final int LARGEST_CLUSTER_BITS = 21;
    private static final int LONGEST_BACKING_NAME = 1023;
    private static final int LARGEST_REFCOUNT_ORDER = 6;
    private static final long LARGEST_REFCOUNT_TABLE = 8L << 20;
    private static final long MOST_L1_ENTRIES = (32L << 20) / Long.BYTES;
    private static final int CRYPT_NONE = 0;
    private static final int CRYPT_AES = 1;
    private static final int CRYPT_LUKS = 2;

    private final ImageFile file;
    /** The fields of all versions. */
    private final ByteBuffer fixed;

    private final int version;
    private final int clusterBits;
    private final int clusterSize;

    private Qcow2HeaderReader(ImageFile file) {
        this.file = file;
        this.fixed = bytes(0, LENGTH_V2);
        check(fixed.getInt(0) == Qcow2Header.MAGIC, 0, "magic 0x" + Integer.toHexString(fixed.getInt(0)), "0x514649fb");
        this.version = fixed.getInt(4);
        if (version < 2 || version > 3) {
            throw ImageErrors.unsupportedFormat(file.location(), "qcow2 version " + Integer.toUnsignedString(version));
        }
        this.clusterBits = fixed.getInt(20);
        check(
                clusterBits >= SMALLEST_CLUSTER_BITS && clusterBits <= LARGEST_CLUSTER_BITS,
                20,
                "cluster_bits " + clusterBits,
                SMALLEST_CLUSTER_BITS + " to " + LARGEST_CLUSTER_BITS);
        this.clusterSize = 1 << clusterBits;
    }

    static Qcow2Header read(ImageFile file) {
        return new Qcow2HeaderReader(file).read();
    }

    private Qcow2Header read() {
        ByteBuffer extra = version == 2 ? ByteBuffer.allocate(0) : bytes(LENGTH_V2, LENGTH_V3 - LENGTH_V2);
        int headerLength = version == 2 ? LENGTH_V2 : headerLength(extra.getInt(28));
        String backingFile = backingFile();
        int extensionsEnd = backingFile == null ? clusterSize : (int) fixed.getLong(8);
        Qcow2Extensions extensions = Qcow2Extensions.read(file, headerLength, extensionsEnd);
        Qcow2Features features = Qcow2Features.of(version == 2 ? 0 : extra.getLong(0), file, extensions.featureNames());
        check(
                !features.extendedL2() || clusterBits >= SMALLEST_CLUSTER_BITS_EXTENDED,
                20,
                "cluster_bits " + clusterBits + " with extended L2 entries",
                "at least " + SMALLEST_CLUSTER_BITS_EXTENDED);
        refuseEncrypted();
        checkRefcounts(version == 2 ? 0 : extra.getInt(24));
        long size = fixed.getLong(24);
        check(size >= 0, 24, "size " + Long.toUnsignedString(size), "at most " + Long.MAX_VALUE);
        return new Qcow2Header(
                version,
                clusterBits,
                size,
                fixed.getLong(40),
                l1Entries(size, features.extendedL2()),
                compression(headerLength, features.compressionType()),
                features.extendedL2(),
                features.externalData(),
                extensions,
                backingFile);
    }

    private int headerLength(int length) {
        check(
                length >= LENGTH_V3 && length % 8 == 0 && length <= clusterSize,
                100,
                "header_length " + Integer.toUnsignedString(length),
                "a multiple of 8 from " + LENGTH_V3 + " to " + clusterSize);
        return length;
    }

    private void refuseEncrypted() {
        int method = fixed.getInt(32);
        if (method == CRYPT_AES || method == CRYPT_LUKS) {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    file.location() + " is encrypted (" + (method == CRYPT_AES ? "AES" : "LUKS")
                            + "), and is not decrypted here",
                    "decrypt it with: qemu-img convert --object secret,id=key,file=PASSPHRASE_FILE --image-opts"
                            + " 'driver=qcow2,encrypt.key-secret=key,file.filename="
                            + file.location().replace(",", ",,") + "' -O qcow2 decrypted.qcow2");
        }
        if (method != CRYPT_NONE) {
            throw ImageErrors.unsupported(
                    file.location(),
                    "is encrypted in an unknown way (crypt_method " + Integer.toUnsignedString(method) + ")");
        }
    }

    /** Reading needs no refcounts; that they make sense shows that the header is one. */
    private void checkRefcounts(int order) {
        check(
                order >= 0 && order <= LARGEST_REFCOUNT_ORDER,
                96,
                "refcount_order " + Integer.toUnsignedString(order),
                "at most " + LARGEST_REFCOUNT_ORDER);
        long offset = fixed.getLong(48);
        check(
                offset >= 0 && offset % clusterSize == 0,
                48,
                "refcount_table_offset " + Long.toUnsignedString(offset),
                "a multiple of the cluster size " + clusterSize);
        long clusters = Integer.toUnsignedLong(fixed.getInt(56));
        check(
                clusters <= LARGEST_REFCOUNT_TABLE / clusterSize,
                56,
                "refcount_table_clusters " + clusters,
                "at most " + LARGEST_REFCOUNT_TABLE / clusterSize);
    }

    /** Returns how many entries of the L1 table the disk needs; an image that was shrunk may have more. */
    private int l1Entries(long size, boolean extendedL2) {
        int entryBytes = extendedL2 ? 2 * Long.BYTES : Long.BYTES;
        long coveredByEntry = (long) clusterSize * (clusterSize / entryBytes);
        long needed = size / coveredByEntry + (size % coveredByEntry == 0 ? 0 : 1);
        long entries = Integer.toUnsignedLong(fixed.getInt(36));
        check(
                needed <= MOST_L1_ENTRIES,
                24,
                "size " + size + " with clusters of " + clusterSize + " bytes",
                "a size that an L1 table of " + MOST_L1_ENTRIES + " entries covers");
        check(entries <= MOST_L1_ENTRIES, 36, "l1_size " + entries, "at most " + MOST_L1_ENTRIES);
        check(entries >= needed, 36, "l1_size " + entries, "at least " + needed + " for a disk of " + size + " bytes");
        long offset = fixed.getLong(40);
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

    private Qcow2Compression compression(int headerLength, boolean named) {
        int type = headerLength > COMPRESSION_TYPE_OFFSET
                ? Byte.toUnsignedInt(bytes(COMPRESSION_TYPE_OFFSET, 1).get(0))
                : 0;
        check(
                named == (type != 0),
                COMPRESSION_TYPE_OFFSET,
                "compression_type " + type + (named ? " with" : " without") + " the feature that goes with it",
                named ? "another one" : "0");
        return switch (type) {
            case 0 -> Qcow2Compression.DEFLATE;
            case 1 -> Qcow2Compression.ZSTD;
            default ->
                throw ImageErrors.unsupported(
                        file.location(),
                        "is a qcow2 image compressed in an unknown way (compression_type " + type + ")");
        };
    }

    private @Nullable String backingFile() {
        long offset = fixed.getLong(8);
        if (offset == 0) {
            return null;
        }
        check(
                offset >= LENGTH_V2 && offset < clusterSize,
                8,
                "backing_file_offset " + Long.toUnsignedString(offset),
                "a place in the first cluster");
        int length = fixed.getInt(16);
        long longest = Math.min(LONGEST_BACKING_NAME, clusterSize - offset);
        check(
                length > 0 && length <= longest,
                16,
                "backing_file_size " + Integer.toUnsignedString(length),
                "1 to " + longest);
        return StandardCharsets.UTF_8.decode(bytes((int) offset, length)).toString();
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
