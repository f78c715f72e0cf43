package dev.smc.transfer.internal.receiver;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Manifest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Fills the record of a target that held something before there was one, or whose record was lost: reads what no record tells of, so
 * that only what differs must be sent. Chunks that are in doubt are not among it: what is read of them may be what a failed write left
 * in memory. Used by one thread.
 */
final class Rebuild {
    private final TargetDisk disk;
    private final Workshop workshop;

    Rebuild(TargetDisk disk, Workshop workshop) {
        this.disk = disk;
        this.workshop = workshop;
    }

    /** Reads what there is no record of in a span, and records it. */
    void span(long span) throws InterruptedException {
        List<Long> chunks = unrecorded(span);
        if (chunks.isEmpty()) {
            return;
        }
        byte[][] digests = new byte[chunks.size()][];
        List<Future<?>> reading = new ArrayList<>();
        for (int i = 0; i < digests.length; i++) {
            int index = i;
            reading.add(workshop.submitWithPair(
                    (pair, tools) -> digests[index] = digest(chunks.get(index), pair.raw(), tools.hasher())));
        }
        Committer.awaitAll(reading);
        disk.force(); // what was read may have been in memory only
        List<Manifest.Written> found = new ArrayList<>();
        for (int i = 0; i < digests.length; i++) {
            boolean zero = digests[i].length == 0;
            found.add(new Manifest.Written(chunks.get(i), 1, zero ? null : digests[i]));
        }
        disk.manifest().found(found);
    }

    private List<Long> unrecorded(long span) {
        Manifest manifest = disk.manifest();
        List<Long> chunks = new ArrayList<>();
        manifest.visit(
                ChunkGrid.spanStart(span),
                manifest.grid().spanEnd(span),
                (state, first, count, written, digests, at) -> {
                    if (state == ChunkState.UNKNOWN && !written) {
                        LongStream.range(first, first + count).forEach(chunks::add);
                    }
                    return true;
                });
        return chunks;
    }

    /** Returns the digest of a chunk of the target, empty for zeros. */
    private byte[] digest(long chunk, ByteBuffer buffer, ChunkHasher hasher) {
        ChunkGrid grid = disk.manifest().grid();
        ByteBuffer content = buffer.clear().limit(grid.length(chunk));
        disk.target().read(grid.offset(chunk), content);
        content.flip();
        if (ChunkHasher.isZero(content)) {
            return new byte[0];
        }
        byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];
        hasher.digest(content, digest, 0);
        return digest;
    }
}
