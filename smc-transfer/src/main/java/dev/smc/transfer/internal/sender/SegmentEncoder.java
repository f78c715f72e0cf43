package dev.smc.transfer.internal.sender;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.compress.Compressor;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.SegmentDiff;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.DataHeader;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.Frames;
import java.nio.ByteBuffer;

/** Compares a segment with what the receiver has and puts what differs into frames: the work of a sender's worker. */
final class SegmentEncoder {
    private final ChunkGrid grid;
    private final AllocationMap used;

    SegmentEncoder(ChunkGrid grid, AllocationMap used) {
        this.grid = grid;
        this.used = used;
    }

    /** Encodes the segment in the pair's raw buffer. */
    Segment encode(long first, Buffers.Pair pair, KnownChunks known, Workshop.Tools tools) {
        SegmentDiff diff = SegmentDiff.of(grid, first, pair.raw(), known, tools.hasher());
        ByteBuffer out = pair.frames().clear();
        int frames = 0;
        long data = 0;
        long changed = 0;
        long settled = 0;
        long pending = 0;
        for (int from = 0, to; from < diff.count(); from = to) {
            to = diff.runEnd(from);
            long offset = grid.offset(first + from);
            int length = (int) grid.length(first + from, to - from);
            long inUse = used.usedBytes(offset, length);
            switch (diff.change(from)) {
                case NONE -> settled += inUse;
                case ZERO -> {
                    putZero(out, offset, length);
                    frames++;
                    changed += length;
                    pending += inUse;
                }
                case DATA -> {
                    putData(out, diff, from, to, pair.raw(), tools.compressor());
                    frames++;
                    changed += length;
                    data += length;
                    pending += inUse;
                }
            }
        }
        out.flip();
        return new Segment(pair, diff, frames, data, changed, settled, pending);
    }

    static void putZero(ByteBuffer out, long offset, long length) {
        int frame = Frames.open(out, FrameType.ZERO);
        out.putLong(offset).putLong(length);
        Frames.seal(out, frame);
    }

    private void putData(
            ByteBuffer out, SegmentDiff diff, int from, int to, ByteBuffer segment, Compressor compressor) {
        long offset = grid.offset(diff.first() + from);
        int length = (int) grid.length(diff.first() + from, to - from);
        ByteBuffer raw = segment.slice(from * grid.chunkSize(), length);
        int frame = Frames.open(out, FrameType.DATA);
        int payload = out.position();
        int encodedAt = payload + DataHeader.dataOffset(to - from);
        out.position(payload + DataHeader.FIXED);
        diff.putDigests(from, to, out);
        while (out.position() < encodedAt) {
            out.put((byte) 0);
        }
        Codec codec = compressor.compress(raw, out);
        new DataHeader(offset, length, codec, Crc.of(raw, 0, length)).put(out, payload);
        Frames.seal(out, frame);
    }
}
