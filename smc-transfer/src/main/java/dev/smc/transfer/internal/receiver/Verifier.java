package dev.smc.transfer.internal.receiver;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Manifest;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks back and compares them with what was recorded; what differs becomes unknown in the manifest. Chunks that come in are
 * read back as soon as they are committed, while others are on their way; all others that were ever written, at the end of a pass.
 * The workers do it. Used by one thread at a time: the committer's, and the session's while nothing is being committed.
 */
final class Verifier implements Manifest.Visitor {
    private static final int MAX_RUNNING = 8;

    private final BlockTarget target;
    private final Manifest manifest;
    private final ChunkGrid grid;
    private final Workshop workshop;
    private final Queue<Future<?>> running = new ArrayDeque<>();
    private final AtomicLong bad = new AtomicLong();
    /** The chunks that were seen to be right in this session; guarded by itself. A bit for each MiB. */
    private final BitSet right = new BitSet();

    Verifier(BlockTarget target, Manifest manifest, Workshop workshop) {
        this.target = target;
        this.manifest = manifest;
        this.grid = manifest.grid();
        this.workshop = workshop;
    }

    /** Has chunks read back that were just committed. */
    void committed(Manifest.Written written) throws InterruptedException {
        for (long chunk = written.first(); chunk < written.first() + written.count(); chunk++) {
            submit(chunk, written.digests());
        }
    }

    /** Returns, at the end of a pass, how many chunks did not read back as recorded. */
    long finish() throws InterruptedException {
        close(); // so that no chunk is read twice
        manifest.visit(0, grid.count(), this);
        close();
        return bad.getAndSet(0);
    }

    /** Returns when no worker reads back any more. */
    void close() throws InterruptedException {
        RuntimeException failed = null;
        while (!running.isEmpty()) {
            RuntimeException e = Committer.await(running.remove());
            failed = failed == null ? e : failed;
        }
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public boolean visit(ChunkState state, long chunk, long chunks, boolean written, byte[] digests, int digestOffset) {
        if (!written || state == ChunkState.UNKNOWN || isRight(chunk)) {
            return true;
        }
        try {
            submit(
                    chunk,
                    state == ChunkState.ZERO
                            ? null
                            : Arrays.copyOfRange(digests, digestOffset, digestOffset + ChunkHasher.DIGEST_LENGTH));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading back", e);
        }
    }

    private void submit(long chunk, byte @Nullable [] digest) throws InterruptedException {
        if (running.size() == MAX_RUNNING) {
            RuntimeException failed = Committer.await(running.remove());
            if (failed != null) {
                throw failed;
            }
        }
        running.add(workshop.submit(
                workshop.takePair(), (pair, tools) -> check(chunk, digest, pair.raw(), tools.hasher())));
    }

    private void check(long chunk, byte @Nullable [] recorded, ByteBuffer buffer, ChunkHasher hasher) {
        ByteBuffer content = buffer.clear().limit(grid.length(chunk));
        target.read(grid.offset(chunk), content);
        content.flip();
        boolean same;
        if (recorded == null) {
            same = ChunkHasher.isZero(content);
        } else {
            byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];
            hasher.digest(content, digest, 0);
            same = Arrays.equals(digest, recorded);
        }
        if (!same) {
            bad.incrementAndGet();
            manifest.doubt(chunk, 1);
        }
        remember(chunk, same);
    }

    private void remember(long chunk, boolean same) {
        if (chunk < Integer.MAX_VALUE) {
            synchronized (right) {
                right.set((int) chunk, same);
            }
        }
    }

    private boolean isRight(long chunk) {
        if (chunk >= Integer.MAX_VALUE) {
            return false;
        }
        synchronized (right) {
            return right.get((int) chunk);
        }
    }
}
