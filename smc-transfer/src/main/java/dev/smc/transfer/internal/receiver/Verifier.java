package dev.smc.transfer.internal.receiver;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.wire.Buffers;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads back every chunk that was ever written and compares it with the manifest; what differs becomes unknown there. Reads are
 * collected into stretches and done by the workers. Not thread-safe.
 */
final class Verifier implements Manifest.Visitor {
    private static final int MAX_RUNNING = 8;
    /** Stands for the digest of a chunk that was zeroed. */
    private static final byte[] ZEROS = new byte[0];

    private final BlockTarget target;
    private final Manifest manifest;
    private final ChunkGrid grid;
    private final Workshop workshop;
    private final int stretchChunks;
    private final Queue<Future<?>> running = new ArrayDeque<>();
    private final AtomicLong bad = new AtomicLong();

    private long first;
    private int count;
    private final byte[][] expected;

    Verifier(BlockTarget target, Manifest manifest, Workshop workshop) {
        this.target = target;
        this.manifest = manifest;
        this.grid = manifest.grid();
        this.workshop = workshop;
        this.stretchChunks = ChunkGrid.MAX_CHUNK_SIZE / grid.chunkSize();
        this.expected = new byte[stretchChunks][];
    }

    /** Returns how many chunks did not read back as recorded. */
    long run() throws InterruptedException {
        try {
            manifest.visit(0, grid.count(), this);
            submit();
        } finally {
            while (!running.isEmpty()) {
                await(running.remove());
            }
        }
        return bad.get();
    }

    @Override
    public boolean visit(ChunkState state, long chunk, long chunks, boolean written, byte[] digests, int digestOffset) {
        if (!written || state == ChunkState.UNKNOWN) {
            return true;
        }
        if (count == stretchChunks || chunk != first + count) {
            submit();
        }
        if (count == 0) {
            first = chunk;
        }
        expected[count++] = state == ChunkState.ZERO
                ? ZEROS
                : Arrays.copyOfRange(digests, digestOffset, digestOffset + ChunkHasher.DIGEST_LENGTH);
        return true;
    }

    private void submit() {
        if (count == 0) {
            return;
        }
        long from = first;
        byte[][] digests = Arrays.copyOf(expected, count);
        count = 0;
        try {
            if (running.size() == MAX_RUNNING) {
                await(running.remove());
            }
            Buffers.Pair pair = workshop.takePair();
            running.add(workshop.submit(tools -> {
                try {
                    check(from, digests, pair.raw(), tools.hasher());
                } finally {
                    workshop.buffers().release(pair);
                }
            }));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading back", e);
        }
    }

    private void check(long from, byte[][] digests, ByteBuffer buffer, ChunkHasher hasher) {
        ByteBuffer content = buffer.clear().limit((int) grid.length(from, digests.length));
        target.read(grid.offset(from), content);
        byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];
        for (int i = 0; i < digests.length; i++) {
            int at = i * grid.chunkSize();
            ByteBuffer chunk = content.slice(at, Math.min(grid.chunkSize(), content.limit() - at));
            byte[] recorded = digests[i];
            boolean same;
            if (recorded.length == 0) {
                same = ChunkHasher.isZero(chunk);
            } else {
                hasher.digest(chunk, digest, 0);
                same = Arrays.equals(digest, recorded);
            }
            if (!same) {
                bad.incrementAndGet();
                manifest.doubt(from + i, 1);
            }
        }
    }

    private static void await(Future<?> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
