package dev.smc.transfer.internal.receiver;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TransportException;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.chunk.ManifestWindow;
import dev.smc.transfer.internal.chunk.SpanDigest;
import dev.smc.transfer.internal.diff.KnownChunksCodec;
import dev.smc.transfer.internal.diff.StepPlanner;
import dev.smc.transfer.internal.tls.Identity;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.DataHeader;
import dev.smc.transfer.internal.wire.ErrorMessage;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.Frames;
import dev.smc.transfer.internal.wire.Hello;
import dev.smc.transfer.internal.wire.WireErrors;
import dev.smc.transfer.internal.wire.WireSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one connection that has been admitted to a disk. Its own thread reads frames; workers decode and write them; the {@link
 * Committer} brings them to stable storage.
 */
final class DiskSession {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSession.class);
    private static final int ANSWER = 1 << 20;
    /** Time for an error to reach the sender before the connection is broken. */
    private static final long LINGER_SECONDS = 2;

    private final TargetDisk disk;
    private final BlockTarget target;
    private final Manifest manifest;
    private final ManifestWindow window;
    private final Hello hello;
    private final Judge judge;
    private final ChunkGrid grid;
    private final Workshop workshop;
    private final FrameChannel frames;
    private final WireSocket socket;
    private final BlockWriter writer;
    private final List<Future<?>> answers = new ArrayList<>();

    private volatile @Nullable RuntimeException failure;
    private volatile boolean broken;
    private long position;
    private long blocks;
    private @Nullable ByteBuffer answer;

    DiskSession(
            TargetDisk disk,
            Workshop workshop,
            FrameChannel frames,
            WireSocket socket,
            Hello hello,
            Identity identity) {
        this.disk = disk;
        this.target = disk.target();
        this.manifest = disk.manifest();
        this.grid = manifest.grid();
        this.workshop = workshop;
        this.frames = frames;
        this.socket = socket;
        this.hello = hello;
        this.judge = new Judge(manifest, frames, hello, identity);
        this.window = manifest.window(hello.stream().number());
        this.writer = new BlockWriter(grid, target);
    }

    /** Returns which of the connections of a call this is. */
    Hello.Stream stream() {
        return hello.stream();
    }

    /** Returns what reads back what this session commits, one for all sessions of the call. */
    Verifier newVerifier() {
        return new Verifier(target, manifest, workshop);
    }

    /** Serves until the connection ends; afterwards no thread touches the disk any more. */
    void run() throws InterruptedException {
        try (Buffers.Share buffers = workshop.buffers().share(hello.stream().count())) {
            serve(buffers);
        }
    }

    private void serve(Buffers.Share buffers) throws InterruptedException {
        Verifier verifier = hello.verify() ? disk.verifier(this) : null;
        Committer committer =
                new Committer(disk, window, verifier, this::acknowledge, this::abort, "smc-commit-" + disk.index());
        try {
            while (!isOver() && serve(frames.next(), committer, verifier, buffers)) {
                // until DONE
            }
        } catch (RuntimeException e) {
            abort(e);
        } finally {
            for (Future<?> sent : answers) {
                Committer.await(sent);
            }
            boolean committed = committer.close();
            if (verifier != null) {
                awaitReadBack(verifier);
            }
            finish(committed);
        }
    }

    /** Tells the sender why the session ends, once, and ends it. */
    void abort(RuntimeException e) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = e;
        }
        Future<?> unused = workshop.timer().schedule(socket::close, LINGER_SECONDS, TimeUnit.SECONDS);
        MigrationException told = e instanceof MigrationException known
                ? known
                : new TransportException(ErrorCode.INTERNAL, "the receiver failed: " + e, "report this as a defect", e);
        if (told.code() == ErrorCode.CONNECTION_LOST) {
            LOG.debug("disk {}: {}", disk.index(), told.getMessage());
        } else {
            LOG.info("disk {}: session ends: {}", disk.index(), told.getMessage());
            try {
                frames.send(FrameType.ERROR, out -> ErrorMessage.encode(told, out));
            } catch (MigrationException broken) {
                // Where TLS failed, its alert went out instead: closing now could take that away from the sender.
                LOG.trace("disk {}: the error did not go out", disk.index(), broken);
            }
        }
    }

    /** Ends the session without a word: the same sender has come back on another connection. */
    void breakConnection() {
        broken = true;
        socket.close();
    }

    /** Returns whether nobody waits for this session any more; what of its frames has come already is to be left alone. */
    boolean isOver() {
        return broken || failure != null;
    }

    void requireNotOver() {
        if (isOver()) {
            throw WireErrors.lost("the connection was given up", null);
        }
    }

    private void finish(boolean committed) {
        try {
            if (committed) {
                window.settle();
            } else {
                window.recover();
            }
        } catch (MigrationException e) {
            LOG.warn("disk {}: {}", disk.index(), e.getMessage());
        }
    }

    private void awaitReadBack(Verifier verifier) throws InterruptedException {
        try {
            verifier.drain();
        } catch (RuntimeException e) {
            abort(e);
        }
    }

    private void acknowledge(long count) {
        try {
            frames.send(FrameType.ACK, out -> out.putLong(count));
        } catch (MigrationException e) {
            LOG.debug("disk {}: no acknowledgement of {} blocks: {}", disk.index(), count, e.getMessage());
        }
    }

    private boolean serve(FrameType type, Committer committer, @Nullable Verifier verifier, Buffers.Share buffers)
            throws InterruptedException {
        switch (type) {
            case MANIFEST_REQUEST -> answerManifest(frames.payload(), committer);
            case GRAINS_REQUEST -> answerGrains(frames.payload());
            case DATA -> acceptData(frames.payload(), committer, buffers);
            case ZERO -> acceptZero(frames.payload(), committer);
            case END -> endSpan(frames.payload(), committer);
            case FINISH -> finishDisk(frames.payload(), committer, verifier);
            case DONE -> {
                return false;
            }
            default -> throw WireErrors.violation("a " + type + " frame came from a sender");
        }
        return true;
    }

    private void answerManifest(ByteBuffer request, Committer committer) throws InterruptedException {
        long span = request.getLong();
        if (span < 0 || span >= grid.spans()) {
            throw WireErrors.violation("span " + span + " was asked for of a disk of " + grid.spans());
        }
        disk.claim(span, this);
        if (ChunkGrid.spanStart(span) < position) { // once more, or from another stream
            committer.drain();
            window.settle();
            position = 0;
        }
        if (manifest.mayBeForeign()) {
            new Rebuild(disk, workshop).span(span);
        }
        ByteBuffer out = answer == null ? ByteBuffer.allocateDirect(ANSWER) : answer;
        answer = out.clear();
        int start = Frames.open(out, FrameType.MANIFEST);
        KnownChunksCodec.encode(manifest, ChunkGrid.spanStart(span), ChunkGrid.SPAN, out);
        Frames.seal(out, start);
        frames.send(out.flip());
    }

    private void answerGrains(ByteBuffer request) throws InterruptedException {
        long chunk = request.getLong();
        if (chunk < 0 || chunk >= grid.count()) {
            throw WireErrors.violation("the grains of chunk " + chunk + " were asked for of a disk of " + grid.count());
        }
        requireClaim(chunk, 1);
        answers.removeIf(Future::isDone);
        answers.add(workshop.submitWithPair((pair, tools) -> {
            try {
                sendGrains(chunk, pair.raw().clear().limit(grid.length(chunk)), tools.hasher());
            } catch (RuntimeException e) {
                abort(e);
            }
        }));
    }

    private void sendGrains(long chunk, ByteBuffer content, ChunkHasher hasher) {
        target.read(grid.offset(chunk), content);
        content.flip();
        byte[] digests = hasher.grains(content);
        int length = ChunkGrid.grains(content.limit()) * ChunkHasher.DIGEST_LENGTH;
        frames.send(FrameType.GRAINS, out -> out.putLong(chunk).put(digests, 0, length));
    }

    private void acceptData(ByteBuffer payload, Committer committer, Buffers.Share buffers)
            throws InterruptedException {
        DataHeader header = DataHeader.get(payload, grid);
        makeRoom(header.chunk(), 1, committer); // may wait for read-backs, which need buffers, so none is held here
        Buffers.Pair pair = buffers.take();
        boolean handedOver = false;
        try {
            frames.bulk(pair.packed().clear().limit(header.encodedLength()));
            expect(header.chunk(), 1);
            handedOver = true;
        } finally {
            if (!handedOver) {
                buffers.release(pair);
            }
        }
        Manifest.Written written = new Manifest.Written(header.chunk(), 1, header.digest());
        Future<?> write = workshop.submit(tools -> {
            try {
                writer.write(header, pair, tools);
            } finally {
                buffers.release(pair);
            }
        });
        committer.add(new Block(written, header.carriedBytes(grid), write));
    }

    private void acceptZero(ByteBuffer payload, Committer committer) throws InterruptedException {
        long offset = payload.getLong();
        long length = payload.getLong();
        if (!grid.isAligned(offset, length) || length > StepPlanner.MAX_ZERO_CHUNKS * grid.chunkSize()) {
            throw WireErrors.violation("a ZERO frame of " + length + " bytes at " + offset + " does not fit a disk of "
                    + grid.diskSize() + " bytes in chunks of " + grid.chunkSize());
        }
        long first = grid.chunkOf(offset);
        long count = grid.chunkOf(length - 1) + 1;
        makeRoom(first, count, committer);
        expect(first, count);
        Future<?> write = workshop.submit(tools -> target.zero(offset, length));
        committer.add(new Block(new Manifest.Written(first, count, null), 0, write));
    }

    private void requireClaim(long first, long count) {
        long span = ChunkGrid.spanOf(first);
        if (first + count > grid.spanEnd(span) || !disk.holds(span, this)) {
            throw WireErrors.violation(count + " chunks from " + first
                    + " on came, which do not lie in a span that this stream has taken");
        }
    }

    /** Waits until chunks fit into the window; only what has come is then expected in it. */
    private void makeRoom(long first, long count, Committer committer) throws InterruptedException {
        requireClaim(first, count);
        long span = ChunkGrid.spanOf(first);
        if (first < position && span == ChunkGrid.spanOf(position - 1)) {
            throw WireErrors.violation("chunk " + first + " came after chunk " + (position - 1));
        }
        if (first < position || !window.fits(first + count)) {
            committer.drain();
        }
        if (first < position) {
            window.settle();
        }
    }

    private void expect(long first, long count) {
        position = first + count;
        window.expect(first, position);
        blocks++;
    }

    private void endSpan(ByteBuffer payload, Committer committer) {
        long span = payload.getLong();
        long sent = payload.getLong();
        byte[] digest = new byte[SpanDigest.LENGTH];
        payload.get(digest);
        if (sent != blocks) {
            throw WireErrors.corrupt("the sender sent " + sent + " blocks, " + blocks + " came");
        }
        if (!disk.holds(span, this)) {
            throw WireErrors.violation("span " + span + " ended, which this stream has not taken");
        }
        committer.whenCommitted(() -> judgeSpan(span, digest));
    }

    private void judgeSpan(long span, byte[] digest) {
        byte[] own = manifest.spanDigest(span);
        disk.release(span, this);
        try {
            judge.span(span, digest, own);
        } catch (MigrationException e) {
            LOG.debug("disk {}: no result of span {}: {}", disk.index(), span, e.getMessage());
        }
    }

    private void finishDisk(ByteBuffer payload, Committer committer, @Nullable Verifier verifier)
            throws InterruptedException {
        byte[] root = new byte[SpanDigest.LENGTH];
        payload.get(root);
        committer.drain();
        window.settle();
        position = 0;
        byte[] own = manifest.root(); // before what does not read back is taken out of it
        long bad = verifier == null ? 0 : verifier.finish(this::requireNotOver);
        judge.disk(root, own, bad);
    }

    /** Returns whether the session ended with an error that the sender must get to read. */
    boolean failed() {
        return failure != null;
    }
}
