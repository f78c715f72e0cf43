package dev.smc.transfer.internal.sender;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.diff.Grains;
import dev.smc.transfer.internal.wire.DataHeader;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Reads chunks, compares them with what the receiver has, and puts what differs into frames: the work of a sender's workers.
 * Thread-safe.
 */
final class ChunkEncoder {
    private final BlockSource source;
    private final AllocationMap used;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final boolean whole;

    /** Creates an encoder; {@code whole} sends whole chunks, never parts of them. */
    ChunkEncoder(BlockSource source, AllocationMap used, ChunkGrid grid, Inbox inbox, boolean whole) {
        this.source = source;
        this.used = used;
        this.grid = grid;
        this.inbox = inbox;
        this.whole = whole;
    }

    /** Works at a chunk until it is ready, or the receiver must be asked. Never throws: a failure is the chunk's. */
    void work(OutgoingChunk chunk, Workshop.Tools tools) {
        try {
            long[] grains = chunk.grains();
            if (grains == null) {
                compare(chunk, tools);
            } else {
                encodePart(chunk, grains, tools);
            }
        } catch (RuntimeException e) {
            chunk.fail(e);
        } catch (Error e) {
            chunk.fail(new IllegalStateException(e));
            throw e;
        }
    }

    private void compare(OutgoingChunk chunk, Workshop.Tools tools) {
        long number = chunk.number();
        ByteBuffer raw = chunk.pair().raw();
        ChunkReader.read(source, used, grid.offset(number), grid.length(number), raw);
        ChunkState state = chunk.known().state(number);
        if (ChunkHasher.isZero(raw)) {
            boolean same = state == ChunkState.ZERO;
            chunk.ready(same ? OutgoingChunk.Outcome.KEEP : OutgoingChunk.Outcome.ZERO, true);
            return;
        }
        tools.hasher().digest(raw, chunk.digest(), 0);
        if (chunk.known().holds(number, chunk.digest(), 0)) {
            chunk.ready(OutgoingChunk.Outcome.KEEP, false);
        } else if (state != ChunkState.DATA || whole) {
            encode(chunk, Grains.nonZero(raw), new BitSet(), state == ChunkState.ZERO, tools);
        } else {
            inbox.askGrains(chunk);
        }
    }

    private void encodePart(OutgoingChunk chunk, long[] theirs, Workshop.Tools tools) {
        ByteBuffer raw = chunk.pair().raw();
        BitSet carried = new BitSet(ChunkGrid.MAX_GRAINS);
        BitSet kept = new BitSet(ChunkGrid.MAX_GRAINS);
        for (int i = 0; i < theirs.length; i++) {
            long own = Grains.digest(raw, i, tools.hasher());
            if (own == theirs[i]) {
                kept.set(i);
            } else if (own != 0) {
                carried.set(i);
            }
        }
        encode(chunk, carried, kept, false, tools);
    }

    private void encode(OutgoingChunk chunk, BitSet carried, BitSet kept, boolean restIsZero, Workshop.Tools tools) {
        ByteBuffer raw = chunk.pair().raw();
        int length = Grains.gather(raw, carried);
        raw.limit(length);
        int packed = tools.compressor().compress(raw, chunk.pair().packed().clear());
        Codec codec = packed < 0 ? Codec.STORED : Codec.ZSTD;
        DataHeader header = new DataHeader(
                chunk.number(),
                codec,
                packed < 0 ? length : packed,
                restIsZero,
                Crc.of(raw, 0, length),
                chunk.digest(),
                carried,
                kept);
        int chunkLength = grid.length(chunk.number());
        int changed = restIsZero ? length : chunkLength - Grains.bytes(kept, chunkLength);
        chunk.ready(header, length, changed);
    }
}
