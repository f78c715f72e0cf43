package dev.smc.transfer.internal.sender;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.Step;
import dev.smc.transfer.internal.diff.StepPlanner;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.Handshake;
import org.jspecify.annotations.Nullable;

/**
 * Walks over spans: hands the chunks that must be read to the workers, in order and as far ahead as there are buffers, and everything,
 * in order, to the {@link Outbox}.
 */
final class SpanWalk {
    private final Errand errand;
    private final DiskReplication disk;
    private final AllocationMap changed;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Buffers.Share buffers;

    /** Prepares walks over one connection. */
    SpanWalk(Errand errand, Handshake.Admission admission, Inbox inbox, Outbox outbox, Buffers.Share buffers) {
        this.errand = errand;
        this.disk = errand.disk();
        this.grid = admission.grid();
        this.changed = admission.foreign() ? AllocationMap.full(grid.diskSize()) : errand.changed();
        this.inbox = inbox;
        this.outbox = outbox;
        this.buffers = buffers;
    }

    /** Returns whether something of a span must be read, if the receiver knows it. */
    boolean mustRead(long span) {
        long from = grid.offset(ChunkGrid.spanStart(span));
        long to = grid.offset(grid.spanEnd(span));
        return changed.nextUsed(from) < to && disk.used().nextUsed(from) < to;
    }

    /** Returns the span before which, behind this one, both sides are known to be nothing but zeros. */
    long emptyUpTo(Span span, KnownChunks known) {
        long end = grid.spanEnd(span.number());
        long chunk = end;
        if (known.end() > end && known.state(end) == ChunkState.ZERO) {
            long used = disk.used().nextUsed(grid.offset(end));
            chunk = Math.min(known.runEnd(end), used == grid.diskSize() ? grid.count() : grid.chunkOf(used));
        }
        return chunk == grid.count() ? grid.spans() : ChunkGrid.spanOf(chunk);
    }

    /** Walks to the end of a span, of which {@code known} covers all. */
    void walk(Span span, KnownChunks known) throws InterruptedException {
        boolean whole = span.isDistrusted();
        AllocationMap read = whole ? AllocationMap.full(grid.diskSize()) : changed;
        StepPlanner planner = new StepPlanner(grid, disk.used(), read, span.settledChunks());
        ChunkEncoder encoder = new ChunkEncoder(disk, read, grid, inbox, errand.waits(), whole);
        long end = grid.spanEnd(span.number());
        for (long chunk = ChunkGrid.spanStart(span.number()); chunk < end; ) {
            Step step = planner.next(chunk, known).upTo(end);
            switch (step.kind()) {
                case READ -> read(span, chunk, known, encoder);
                case KEEP -> outbox.keep(span, step, known, usedBytes(step));
                case SKIP, ZERO -> outbox.add(span, step);
            }
            chunk = step.end();
        }
        outbox.end(span);
    }

    private long usedBytes(Step step) {
        return disk.used().usedBytes(grid.offset(step.first()), grid.length(step.first(), step.count()));
    }

    private void read(Span span, long number, KnownChunks known, ChunkEncoder encoder) throws InterruptedException {
        OutgoingChunk chunk = new OutgoingChunk(number, known, encoder, buffers, takePair());
        errand.tools().workshop().execute(chunk::work);
        outbox.add(span, chunk, disk.used().usedBytes(grid.offset(number), grid.length(number)));
    }

    private Buffers.Pair takePair() throws InterruptedException {
        Buffers.@Nullable Pair pair = null;
        while (pair == null) {
            inbox.requireOpen();
            pair = buffers.poll(100);
        }
        return pair;
    }
}
