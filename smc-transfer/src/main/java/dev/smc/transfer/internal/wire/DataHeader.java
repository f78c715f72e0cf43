package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Codec;
import java.nio.ByteBuffer;

/**
 * What a DATA frame says before its encoded bytes: {@code docs/formats/wire-protocol.md}, section 6.
 *
 * @param offset where on the disk
 * @param rawLength bytes before they were encoded
 * @param codec how they are encoded
 * @param rawCrc their CRC32C before they were encoded
 */
public record DataHeader(long offset, int rawLength, Codec codec, int rawCrc) {
    /** Where in the payload the digests start. */
    public static final int FIXED = 32;

    private static final int ALIGNMENT = 64;

    /** Returns where in the payload the encoded bytes start. */
    public static int dataOffset(int chunks) {
        int end = FIXED + chunks * ChunkHasher.DIGEST_LENGTH;
        return (end + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Puts this at {@code start}, where the payload starts. */
    public void put(ByteBuffer out, int start) {
        out.putLong(start, offset);
        out.putInt(start + 8, rawLength);
        out.putInt(start + 12, codec.code() << 24);
        out.putInt(start + 16, rawCrc);
        out.putLong(start + 20, 0);
        out.putInt(start + 28, 0);
    }

    /** Reads and checks the start of a payload. */
    public static DataHeader get(ByteBuffer payload, ChunkGrid grid) {
        long offset = payload.getLong(0);
        int rawLength = payload.getInt(8);
        Codec codec = Codec.of(payload.get(12));
        if (rawLength > Limits.SEGMENT || !grid.isAligned(offset, rawLength) || codec == null) {
            throw WireErrors.violation("a DATA frame of " + rawLength + " bytes at " + offset + " with codec "
                    + payload.get(12) + " does not" + " fit a disk of " + grid.diskSize() + " bytes in chunks of "
                    + grid.chunkSize());
        }
        DataHeader header = new DataHeader(offset, rawLength, codec, payload.getInt(16));
        int encoded = payload.limit() - dataOffset(grid.chunksIn(rawLength));
        if (encoded < 1 || (header.codec == Codec.STORED && encoded != rawLength)) {
            throw WireErrors.violation("a DATA frame for " + rawLength + " bytes at " + offset + " carries " + encoded);
        }
        return header;
    }

    /** Returns the digests of the chunks of a payload that was checked. */
    public byte[] digests(ByteBuffer payload, ChunkGrid grid) {
        byte[] digests = new byte[grid.chunksIn(rawLength) * ChunkHasher.DIGEST_LENGTH];
        payload.get(FIXED, digests);
        return digests;
    }
}
