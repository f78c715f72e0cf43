package dev.smc.transfer.internal.sender;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.transport.DiskReplication;
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
    private final AllocationMap changed;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final Waits waits;
    private final boolean whole;

    /** Creates an encoder; {@code whole} sends whole chunks, never parts of them. */
    ChunkEncoder(DiskReplication disk, AllocationMap changed, ChunkGrid grid, Inbox inbox, Waits waits, boolean whole) {
        this.source = disk.source();
        this.used = disk.used();
        this.waits = waits;
        this.changed = changed;
        this.grid = grid;
        this.inbox = inbox;
        this.whole = whole;
    }

    /** Works at a chunk until it is ready, or the receiver must be asked. Never throws: a failure is the chunk's. */
    void work(OutgoingChunk chunk, Workshop.Tools tools) {
        long start = System.nanoTime();
        try {
            byte[] theirs = chunk.grains();
            if (theirs != null) {
                encodePart(chunk, theirs, tools);
            } else if (isPartlyChanged(chunk)) {
                inbox.askGrains(chunk);
            } else {
                compare(chunk, tools);
            }
        } catch (RuntimeException e) {
            chunk.fail(e);
        } catch (Error e) {
            chunk.fail(new IllegalStateException(e));
            throw e;
        } finally {
            waits.computed(System.nanoTime() - start);
        }
    }

    /** Of such a chunk only what changed is read. */
    private boolean isPartlyChanged(OutgoingChunk chunk) {
        long offset = grid.offset(chunk.number());
        int length = grid.length(chunk.number());
        return !whole
                && chunk.known().state(chunk.number()) == ChunkState.DATA
                && changed.usedBytes(offset, length) < length;
    }

    private void compare(OutgoingChunk chunk, Workshop.Tools tools) {
        long number = chunk.number();
        ChunkState state = chunk.known().state(number);
        byte[] own = readWhole(chunk, tools.hasher());
        BitSet nonZero = Grains.nonZero(own, grains(chunk));
        if (nonZero.isEmpty()) {
            boolean same = state == ChunkState.ZERO;
            chunk.ready(same ? OutgoingChunk.Outcome.KEEP : OutgoingChunk.Outcome.ZERO, true);
        } else if (chunk.known().holds(number, chunk.digest(), 0)) {
            chunk.ready(OutgoingChunk.Outcome.KEEP, false);
        } else if (state != ChunkState.DATA || whole) {
            encode(chunk, nonZero, new BitSet(), state == ChunkState.ZERO, tools);
        } else {
            chunk.ownGrains(own.clone());
            inbox.askGrains(chunk);
        }
    }

    private int grains(OutgoingChunk chunk) {
        return ChunkGrid.grains(grid.length(chunk.number()));
    }

    /** Reads and digests a chunk; returns the digests of its grains, in an array that the hasher uses again. */
    private byte[] readWhole(OutgoingChunk chunk, ChunkHasher hasher) {
        ByteBuffer raw = chunk.pair().raw();
        long number = chunk.number();
        read(grid.offset(number), grid.length(number), raw);
        byte[] own = hasher.grains(raw);
        hasher.combine(own, grains(chunk), chunk.digest(), 0);
        return own;
    }

    private void read(long offset, int length, ByteBuffer out) {
        long start = System.nanoTime();
        ChunkReader.read(source, used, offset, length, out);
        long nanos = System.nanoTime() - start;
        waits.read(nanos);
        waits.computed(-nanos);
    }

    private void encodePart(OutgoingChunk chunk, byte[] theirs, Workshop.Tools tools) {
        byte[] own = chunk.ownGrains();
        int count = grains(chunk);
        if (own == null) {
            own = readChanged(chunk, theirs, tools.hasher());
        } else if (chunk.mustReadAgain()) {
            BitSet again = Grains.nonZero(own, count);
            again.andNot(Grains.same(own, theirs, count));
            readGrains(chunk, again, own, tools.hasher());
        }
        BitSet kept = Grains.same(own, theirs, count);
        BitSet carried = Grains.nonZero(own, count);
        if (carried.isEmpty()) {
            chunk.ready(OutgoingChunk.Outcome.ZERO, true);
        } else if (kept.cardinality() == count && chunk.known().holds(chunk.number(), chunk.digest(), 0)) {
            chunk.ready(OutgoingChunk.Outcome.KEEP, false);
        } else {
            carried.andNot(kept);
            encode(chunk, carried, kept, false, tools);
        }
    }

    /**
     * Reads what changed of a chunk, the rest being known by the receiver's digests if these make up the digest on record; if not, all of
     * it. Returns the digests of all grains, in an array that the hasher may use again.
     */
    private byte[] readChanged(OutgoingChunk chunk, byte[] theirs, ChunkHasher hasher) {
        int count = grains(chunk);
        hasher.combine(theirs, count, chunk.digest(), 0);
        if (!chunk.known().holds(chunk.number(), chunk.digest(), 0)) {
            return readWhole(chunk, hasher);
        }
        byte[] own = theirs.clone();
        BitSet touched = Grains.touched(changed, grid.offset(chunk.number()), grid.length(chunk.number()));
        readGrains(chunk, touched, own, hasher);
        return own;
    }

    /** Reads some grains of a chunk; puts their digests among those of the others, and the chunk's where it belongs. */
    private void readGrains(OutgoingChunk chunk, BitSet some, byte[] digests, ChunkHasher hasher) {
        long offset = grid.offset(chunk.number());
        int length = grid.length(chunk.number());
        ByteBuffer raw = chunk.pair().raw().clear().limit(length);
        Grains.forEachRun(some, length, (from, bytes) -> {
            read(offset + from, bytes, raw.slice(from, bytes));
            for (int at = from; at < from + bytes; at += ChunkGrid.GRAIN) {
                int grain = at / ChunkGrid.GRAIN;
                hasher.grain(raw, at, ChunkGrid.grainLength(grain, length), digests, grain * ChunkHasher.DIGEST_LENGTH);
            }
        });
        hasher.combine(digests, grains(chunk), chunk.digest(), 0);
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
