package dev.smc.transfer.internal.receiver;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.diff.Grains;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.DataHeader;
import dev.smc.transfer.internal.wire.WireErrors;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** Decodes the grains of a DATA frame, checks them and writes them: the work of a receiver's worker. */
final class BlockWriter {
    private final ChunkGrid grid;
    private final BlockTarget target;

    BlockWriter(ChunkGrid grid, BlockTarget target) {
        this.grid = grid;
        this.target = target;
    }

    /** Writes the grains whose encoded bytes are at the start of the pair's buffer of encoded bytes. */
    void write(DataHeader header, Buffers.Pair pair, Workshop.Tools tools) {
        ByteBuffer raw = decode(header, pair, tools);
        if (Crc.of(raw, 0, raw.limit()) != header.rawCrc()) {
            throw WireErrors.corrupt("chunk " + header.chunk() + " has a wrong checksum after decompression");
        }
        long start = grid.offset(header.chunk());
        int length = grid.length(header.chunk());
        int[] done = new int[1];
        Grains.forEachRun(header.carried(), length, (offset, count) -> {
            target.write(start + offset, raw.slice(done[0], count));
            done[0] += count;
        });
        if (!header.restIsZero()) {
            BitSet zero = new BitSet(ChunkGrid.MAX_GRAINS);
            zero.set(0, ChunkGrid.grains(length));
            zero.andNot(header.carried());
            zero.andNot(header.kept());
            Grains.forEachRun(zero, length, (offset, count) -> target.zero(start + offset, count));
        }
    }

    private ByteBuffer decode(DataHeader header, Buffers.Pair pair, Workshop.Tools tools) {
        ByteBuffer encoded = pair.packed().clear().limit(header.encodedLength());
        if (header.codec() == Codec.STORED) {
            return encoded;
        }
        ByteBuffer raw = pair.raw().clear().limit(header.carriedBytes(grid));
        if (!tools.decompressor().decompress(encoded, raw)) {
            throw WireErrors.corrupt(
                    "chunk " + header.chunk() + " cannot be decompressed to " + raw.limit() + " bytes");
        }
        return raw;
    }
}
