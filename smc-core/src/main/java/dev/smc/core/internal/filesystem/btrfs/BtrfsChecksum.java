package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** The kinds of checksum that btrfs can have, over all of a block but the 32 bytes at its start that hold it. */
enum BtrfsChecksum {
    CRC32C(4) {
        @Override
        byte[] compute(ByteBuffer bytes) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes);
            return littleEndian(4).putInt((int) checksum.getValue()).array();
        }
    },
    XXHASH(8) {
        @Override
        byte[] compute(ByteBuffer bytes) {
            return littleEndian(8).putLong(XxHash64.of(bytes)).array();
        }
    },
    SHA256(32) {
        @Override
        byte[] compute(ByteBuffer bytes) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(bytes);
                return digest.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    };

    static final int SPACE = 32;

    private final int length;

    BtrfsChecksum(int length) {
        this.length = length;
    }

    abstract byte[] compute(ByteBuffer bytes);

    static BtrfsChecksum of(int type) throws UnmappableException {
        UnmappableException.check(
                type >= 0 && type < values().length, "its checksums are of type " + type + ", not understood");
        return values()[type];
    }

    /** Returns whether the checksum at the start of a block is that of the rest. */
    boolean isRight(ByteBuffer block) {
        ByteBuffer found = block.slice(0, length);
        return ByteBuffer.wrap(compute(block.slice(SPACE, block.capacity() - SPACE)))
                .equals(found);
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
