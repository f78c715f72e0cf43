package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.diff.Grains;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The payload of a DATA frame, which tells of the encoded bytes behind it: {@code docs/formats/wire-protocol.md}, section 6.
 *
 * @param chunk which one
 * @param codec how the carried grains are encoded
 * @param encodedLength bytes behind the frame
 * @param restIsZero whether the grains that are neither carried nor kept are zeros at the receiver already
 * @param rawCrc CRC32C of the carried grains before they were encoded
 * @param digest of the whole chunk, once it is written
 * @param carried the grains that follow, one after the other
 * @param kept the grains that stay as the receiver has them; the others become zeros
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record DataHeader(
        long chunk,
        Codec codec,
        int encodedLength,
        boolean restIsZero,
        int rawCrc,
        byte[] digest,
        BitSet carried,
        BitSet kept) {
    /** Bytes of the payload. */
    public static final int LENGTH = 120;
    /** Bytes of the whole frame. */
    public static final int FRAME = Frames.HEADER + LENGTH + Frames.TRAILER;

    private static final int REST_IS_ZERO = 1;
    private static final int BITMAP = ChunkGrid.MAX_GRAINS / 8;

    /** Appends the frame. */
    public void putFrame(ByteBuffer out) {
        int frame = Frames.open(out, FrameType.DATA);
        out.putLong(chunk).putInt(encodedLength).put(codec.code());
        out.put((byte) (restIsZero ? REST_IS_ZERO : 0)).putShort((short) 0);
        out.putInt(rawCrc).putInt(0).put(digest);
        put(out, carried);
        put(out, kept);
        Frames.seal(out, frame);
    }

    private static void put(ByteBuffer out, BitSet bits) {
        byte[] bytes = bits.toByteArray();
        out.put(bytes);
        for (int i = bytes.length; i < BITMAP; i++) {
            out.put((byte) 0);
        }
    }

    /** Reads and checks a payload. */
    public static DataHeader get(ByteBuffer payload, ChunkGrid grid) {
        long chunk = payload.getLong();
        int encodedLength = payload.getInt();
        Codec codec = Codec.of(payload.get());
        boolean restIsZero = (payload.get() & REST_IS_ZERO) != 0;
        payload.getShort();
        int rawCrc = payload.getInt();
        payload.getInt();
        byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];
        payload.get(digest);
        BitSet carried = bits(payload);
        BitSet kept = bits(payload);
        if (chunk < 0 || chunk >= grid.count() || codec == null) {
            throw WireErrors.violation(
                    "a DATA frame for chunk " + chunk + " of " + grid.count() + " has codec " + codec);
        }
        DataHeader header = new DataHeader(chunk, codec, encodedLength, restIsZero, rawCrc, digest, carried, kept);
        header.check(grid);
        return header;
    }

    private static BitSet bits(ByteBuffer payload) {
        ByteBuffer bytes = payload.slice(payload.position(), BITMAP);
        payload.position(payload.position() + BITMAP);
        return BitSet.valueOf(bytes);
    }

    private void check(ChunkGrid grid) {
        int grains = ChunkGrid.grains(grid.length(chunk));
        if (carried.length() > grains || kept.length() > grains || carried.intersects(kept)) {
            throw WireErrors.violation("a DATA frame for chunk " + chunk + " of " + grains + " grains carries "
                    + carried + " and keeps " + kept);
        }
        int raw = carriedBytes(grid);
        boolean fits = switch (codec) {
            case STORED -> encodedLength == raw;
            case ZSTD -> encodedLength > 0 && encodedLength < raw;
        };
        if (!fits) {
            throw WireErrors.violation("a DATA frame for " + raw + " bytes of chunk " + chunk + " says that "
                    + encodedLength + " follow, encoded as " + codec);
        }
    }

    /** Returns how many bytes the carried grains have. */
    public int carriedBytes(ChunkGrid grid) {
        return Grains.bytes(carried, grid.length(chunk));
    }
}
