package dev.smc.transfer.internal.receiver;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.compress.Decompressor;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.DataHeader;
import dev.smc.transfer.internal.wire.WireErrors;
import java.nio.ByteBuffer;

/** Decodes the block of a DATA frame, checks it and writes it: the work of a receiver's worker. */
final class BlockWriter {
    private BlockWriter() {}

    /** Writes the block whose payload is in the pair's frames buffer. */
    static void write(
            DataHeader header, ChunkGrid grid, Buffers.Pair pair, BlockTarget target, Decompressor decompressor) {
        ByteBuffer payload = pair.frames();
        int at = DataHeader.dataOffset(grid.chunksIn(header.rawLength()));
        ByteBuffer encoded = payload.slice(at, payload.limit() - at);
        ByteBuffer raw = encoded;
        if (header.codec() == Codec.ZSTD) {
            raw = pair.raw().clear().limit(header.rawLength());
            if (!decompressor.decompress(encoded, raw)) {
                throw WireErrors.corrupt("the block at " + header.offset() + " cannot be decompressed to "
                        + header.rawLength() + " bytes");
            }
        }
        if (Crc.of(raw, 0, header.rawLength()) != header.rawCrc()) {
            throw WireErrors.corrupt("the block at " + header.offset() + " has a wrong checksum after decompression");
        }
        target.write(header.offset(), raw);
    }
}
