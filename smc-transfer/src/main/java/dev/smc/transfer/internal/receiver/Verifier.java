package dev.smc.transfer.internal.receiver;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Manifest;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks back and compares them with what was recorded; what differs becomes unknown in the manifest. Chunks that come in are
 * read back as soon as they are committed, while others are on their way; all others at the end, but for the target's holes.
 * The workers do it. One for all streams of a call. Thread-safe.
 */
final class Verifier {
    private static final int MAX_RUNNING = 8;

    private final BlockTarget target;
    private final Manifest manifest;
    private final ChunkGrid grid;
    private final Workshop workshop;
    /** Guarded by itself. */
    private final Queue<Future<?>> running = new ArrayDeque<>();

    /** The chunks that were seen to be right in this call, and wrong when looked at last; both guarded by {@code right}. */
    private final BitSet right = new BitSet();

    private final BitSet wrong = new BitSet();

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

    /**
     * Returns, when all was committed, how many chunks did not read back as recorded. That can take hours: {@code goOn} is called
     * before each, and throws where nobody waits for it any more. What was found right stays so, for when it is called again.
     */
    long finish(Runnable goOn) throws InterruptedException {
        drain(); // so that no chunk is read twice
        manifest.visit(0, grid.count(), (state, chunk, chunks, written, digests, at) -> {
            goOn.run();
            if (written && state != ChunkState.UNKNOWN) {
                boolean zero = state == ChunkState.ZERO;
                submitUnlessRight(chunk, zero ? null : Arrays.copyOfRange(digests, at, at + ChunkHasher.DIGEST_LENGTH));
            } else if (state == ChunkState.ZERO) {
                submitUnwritten(chunk, chunks, goOn);
            }
            return true;
        });
        drain();
        synchronized (right) {
            long found = wrong.cardinality();
            wrong.clear();
            return found;
        }
    }

    /** Returns when no worker reads back any more. */
    void drain() throws InterruptedException {
        Committer.awaitAll(take(1));
    }

    /** Takes the oldest tasks until fewer than so many are there. */
    private List<Future<?>> take(int atLeast) {
        List<Future<?>> taken = new ArrayList<>();
        synchronized (running) {
            while (running.size() >= atLeast) {
                taken.add(running.remove());
            }
        }
        return taken;
    }

    /** Chunks that were zeros from the start; holes of the target are not read. */
    private void submitUnwritten(long first, long count, Runnable goOn) {
        for (Extent extent : target.extents(grid.offset(first), grid.length(first, count))) {
            if (extent.kind() != Extent.Kind.DATA) {
                continue;
            }
            for (long chunk = grid.chunkOf(extent.offset()); chunk <= grid.chunkOf(extent.end() - 1); chunk++) {
                goOn.run();
                submitUnlessRight(chunk, null);
            }
        }
    }

    private void submitUnlessRight(long chunk, byte @Nullable [] digest) {
        if (isRight(chunk)) {
            return;
        }
        try {
            submit(chunk, digest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading back", e);
        }
    }

    private void submit(long chunk, byte @Nullable [] digest) throws InterruptedException {
        Committer.awaitAll(take(MAX_RUNNING));
        Future<?> task = workshop.submitWithPair((pair, tools) -> check(chunk, digest, pair.raw(), tools.hasher()));
        synchronized (running) {
            running.add(task);
        }
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
            manifest.doubt(chunk, 1);
        }
        remember(chunk, same);
    }

    private void remember(long chunk, boolean same) {
        if (chunk < Integer.MAX_VALUE) {
            synchronized (right) {
                right.set((int) chunk, same);
                wrong.set((int) chunk, !same);
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
