package dev.smc.transfer.internal.sender;

import dev.smc.api.error.TransportException;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.SpanDigest;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.KnownChunksCodec;
import dev.smc.transfer.internal.wire.ErrorMessage;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.WireErrors;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What has come from the receiver on one connection, read by a thread of its own, and the first failure of the connection.
 * Thread-safe: one monitor, on which everybody waits.
 */
final class Inbox {
    /** Time for the receiver's error to arrive when writing has failed because of it. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long an answer must take at least, for chunks to give their buffers up: about as long as the workers need for all buffers. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final FrameChannel frames;
    private final ChunkGrid grid;
    private final LongConsumer onAck;
    private final Consumer<OutgoingChunk> onGrains;
    private final Consumer<Judgement> onResult;
    private final Map<Long, OutgoingChunk> asking = new ConcurrentHashMap<>();
    private final Thread thread;

    private final Queue<Question> asked = new ArrayDeque<>();
    private final Queue<KnownChunks> answers = new ArrayDeque<>();
    private @Nullable Verdict verdict;
    private @Nullable RuntimeException failure;
    private boolean ended;
    private volatile long fastestAnswer = Long.MAX_VALUE;

    private record Question(long span, long askedAt) {}

    /**
     * What the receiver says of a span.
     *
     * @param number of the span
     * @param matches whether its digest equals the sender's
     */
    record Judgement(long number, boolean matches) {}

    /**
     * What the receiver says of the disk.
     *
     * @param badChunks how many did not read back
     * @param rootMatches whether its root equals the sender's
     * @param signature of the receiver's statement, if all is well
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Verdict(long badChunks, boolean rootMatches, byte[] signature) {
        boolean isGood() {
            return rootMatches && badChunks == 0;
        }
    }

    Inbox(
            FrameChannel frames,
            ChunkGrid grid,
            LongConsumer onAck,
            Consumer<OutgoingChunk> onGrains,
            Consumer<Judgement> onResult,
            String name) {
        this.frames = frames;
        this.grid = grid;
        this.onAck = onAck;
        this.onGrains = onGrains;
        this.onResult = onResult;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        RuntimeException end;
        try {
            while (true) {
                take(frames.next());
            }
        } catch (RuntimeException e) {
            end = e;
        } catch (Error e) { // out of memory: whoever waits must hear of it
            end = new IllegalStateException(e);
        }
        synchronized (this) {
            failure = failure == null ? end : failure;
            ended = true;
            notifyAll();
        }
    }

    private void take(FrameType type) {
        ByteBuffer payload = frames.payload();
        switch (type) {
            case ACK -> {
                onAck.accept(payload.getLong());
                wake();
            }
            case MANIFEST -> takeAnswer(payload);
            case GRAINS -> takeGrains(payload);
            case RESULT -> onResult.accept(new Judgement(payload.getLong(), payload.getLong() != 0));
            case VERDICT -> takeVerdict(payload);
            case ERROR -> throw ErrorMessage.decode(payload);
            default -> throw WireErrors.violation("a " + type + " frame came from a receiver");
        }
    }

    private synchronized void takeAnswer(ByteBuffer payload) {
        Question question = asked.poll();
        KnownChunks answer = question == null
                ? null
                : KnownChunksCodec.decode(payload, grid, ChunkGrid.spanStart(question.span()), ChunkGrid.SPAN);
        if (answer == null || answer.end() < grid.spanEnd(question.span())) {
            throw WireErrors.violation("a MANIFEST frame does not answer a question: " + question);
        }
        fastestAnswer = Math.min(fastestAnswer, System.nanoTime() - question.askedAt());
        answers.add(answer);
        notifyAll();
    }

    private void takeGrains(ByteBuffer payload) {
        long number = payload.getLong();
        OutgoingChunk chunk = asking.get(number);
        if (chunk == null
                || payload.remaining() != ChunkGrid.grains(grid.length(number)) * ChunkHasher.DIGEST_LENGTH
                || !forget(chunk)) {
            throw WireErrors.violation("a GRAINS frame tells of chunk " + number + ", which was not asked for");
        }
        byte[] digests = new byte[payload.remaining()];
        payload.get(digests);
        if (chunk.answered(digests)) {
            onGrains.accept(chunk);
        }
    }

    /** Asks for the digests of a chunk's grains; the chunk is worked at again when they have come, and it has buffers. */
    void askGrains(OutgoingChunk chunk) {
        asking.put(chunk.number(), chunk);
        chunk.asked(fastestAnswer > SLOW_NANOS);
        try {
            frames.send(FrameType.GRAINS_REQUEST, out -> out.putLong(chunk.number()));
        } catch (RuntimeException e) {
            if (forget(chunk)) {
                chunk.fail(e);
            }
        }
    }

    /** Returns whether a chunk was still waiting for its answer, which nobody takes now. */
    boolean forget(OutgoingChunk chunk) {
        return asking.remove(chunk.number(), chunk);
    }

    private synchronized void takeVerdict(ByteBuffer payload) {
        long badChunks = payload.getLong();
        boolean rootMatches = payload.getLong() != 0;
        payload.position(payload.position() + SpanDigest.LENGTH);
        byte[] signature = new byte[Short.toUnsignedInt(payload.getShort())];
        if (signature.length != payload.remaining()) {
            throw WireErrors.violation("a VERDICT frame has a signature of " + signature.length + " bytes, and "
                    + payload.remaining() + " to hold it");
        }
        payload.get(signature);
        verdict = new Verdict(badChunks, rootMatches, signature);
        notifyAll();
    }

    /** Takes a span, and asks what the receiver has of it; the answers come by {@link #answer()}, in this order. */
    void ask(long span) {
        synchronized (this) {
            asked.add(new Question(span, System.nanoTime()));
        }
        frames.send(FrameType.MANIFEST_REQUEST, out -> out.putLong(span));
    }

    /** Waits for the answer to the first question that is open. */
    synchronized KnownChunks answer() throws InterruptedException {
        while (answers.isEmpty()) {
            await();
        }
        return answers.remove();
    }

    /** Takes what the receiver makes of the disk, or returns null if it has not come in a tenth of a second. */
    synchronized @Nullable Verdict pollVerdict() throws InterruptedException {
        if (verdict == null) {
            await();
        }
        Verdict taken = verdict;
        verdict = null;
        return taken;
    }

    /** Waits until something has come, for at most a tenth of a second; throws the failure of the connection, if any. */
    @SuppressWarnings("WaitNotInLoop") // callers loop over their own condition
    synchronized void await() throws InterruptedException {
        requireOpen();
        wait(100);
        requireOpen();
    }

    synchronized void requireOpen() {
        if (failure != null) {
            throw failure;
        }
    }

    synchronized void wake() {
        notifyAll();
    }

    /** Notes a failure of this side, unless the receiver tells a better reason shortly. */
    synchronized void fail(RuntimeException e) throws InterruptedException {
        // What is wrong with the source the receiver cannot know better.
        long deadline = System.nanoTime() + (e instanceof TransportException ? GRACE_NANOS : 0);
        while (!ended && failure == null && System.nanoTime() < deadline) {
            wait(50);
        }
        failure = failure == null ? e : failure;
        notifyAll();
    }

    /** Waits for the thread to end; the connection must have been broken. */
    void join() throws InterruptedException {
        thread.join();
    }
}
