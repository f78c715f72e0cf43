package dev.smc.transfer.internal.sender;

import dev.smc.spi.transport.DiskReplication;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.Step;
import dev.smc.transfer.internal.diff.StepPlanner;
import dev.smc.transfer.internal.wire.Buffers;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a disk: hands the chunks that must be read to the workers, in order and as far ahead as there are buffers, and
 * everything, in order, to the {@link Outbox}.
 */
final class SendPass {
    private final DiskReplication disk;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Workshop workshop;
    private final StepPlanner planner;
    private final ChunkEncoder encoder;

    /** Prepares a walk. */
    SendPass(
            DiskReplication disk,
            ChunkGrid grid,
            Inbox inbox,
            Outbox outbox,
            Workshop workshop,
            StepPlanner planner,
            ChunkEncoder encoder) {
        this.disk = disk;
        this.grid = grid;
        this.inbox = inbox;
        this.outbox = outbox;
        this.workshop = workshop;
        this.planner = planner;
        this.encoder = encoder;
    }

    /** Walks to the end of the disk. */
    void run() throws InterruptedException {
        long end = grid.count();
        if (end > 0) {
            inbox.ask(0);
        }
        for (long chunk = 0; chunk < end; ) {
            KnownChunks known = inbox.answer();
            if (known.end() < end) {
                inbox.ask(known.end()); // the next answer comes while this one is worked on
            }
            while (chunk < known.end()) {
                Step step = planner.next(chunk, known);
                switch (step.kind()) {
                    case READ -> read(chunk, known);
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

    private void read(long number, KnownChunks known) throws InterruptedException {
        OutgoingChunk chunk = new OutgoingChunk(number, known, encoder, workshop.buffers(), takePair());
        workshop.execute(chunk::work);
        outbox.add(chunk, disk.used().usedBytes(grid.offset(number), grid.length(number)));
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
