package dev.smc.transfer.internal.sender;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.Step;
import dev.smc.transfer.internal.diff.StepPlanner;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.Limits;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a disk: reads ahead on the calling thread, hands segments to the workers and their results, in order, to the
 * {@link Outbox}.
 */
final class SendPass {
    private final DiskReplication disk;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Workshop workshop;
    private final StepPlanner planner;
    private final SegmentEncoder encoder;

    /** Prepares a walk that reads no more of what is in use than has {@code changed}. */
    SendPass(
            DiskReplication disk,
            AllocationMap changed,
            ChunkGrid grid,
            Inbox inbox,
            Outbox outbox,
            Workshop workshop) {
        this.disk = disk;
        this.grid = grid;
        this.inbox = inbox;
        this.outbox = outbox;
        this.workshop = workshop;
        this.planner = new StepPlanner(grid, disk.used(), changed, Limits.SEGMENT);
        this.encoder = new SegmentEncoder(grid, disk.used());
    }

    /** Walks from a chunk to the end of the disk. */
    void run(long from) throws InterruptedException {
        long end = grid.count();
        if (from < end) {
            inbox.ask(from);
        }
        for (long chunk = from; chunk < end; ) {
            KnownChunks known = inbox.answer();
            if (known.end() < end) {
                inbox.ask(known.end()); // the next answer comes while this one is worked on
            }
            while (chunk < known.end()) {
                Step step = planner.next(chunk, known);
                switch (step.kind()) {
                    case READ -> read(step, known);
                    case KEEP -> outbox.keep(step, known, usedBytes(step));
                    case SKIP, ZERO -> outbox.add(step);
                }
                chunk = step.end();
            }
        }
        outbox.end();
    }

    private long usedBytes(Step step) {
        return disk.used().usedBytes(grid.offset(step.first()), grid.length(step.first(), step.count()));
    }

    private void read(Step step, KnownChunks known) throws InterruptedException {
        Buffers.Pair pair = takePair();
        Future<Segment> segment = null;
        try {
            int length = (int) grid.length(step.first(), step.count());
            SegmentReader.read(disk.source(), disk.used(), grid.offset(step.first()), length, pair.raw());
            segment = workshop.submit(tools -> encode(step.first(), pair, known, tools));
        } finally {
            if (segment == null) {
                workshop.buffers().release(pair);
            }
        }
        outbox.add(segment);
    }

    private Segment encode(long first, Buffers.Pair pair, KnownChunks known, Workshop.Tools tools) {
        Segment segment = null;
        try {
            segment = encoder.encode(first, pair, known, tools);
            return segment;
        } finally {
            if (segment == null) {
                workshop.buffers().release(pair);
            }
        }
    }

    private Buffers.Pair takePair() throws InterruptedException {
        Buffers.@Nullable Pair pair = null;
        while (pair == null) {
            inbox.requireOpen();
            pair = workshop.buffers().poll(100);
        }
        return pair;
    }
}
