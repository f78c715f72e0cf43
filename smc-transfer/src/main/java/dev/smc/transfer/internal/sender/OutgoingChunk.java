package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.DataHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that is in use, on its way from the source to the wire. One thread at a time works at it: a worker while it is {@code
 * WORKING}, nobody while the receiver was asked for the digests of its grains, the outbox once it is {@code READY}. Its buffers go
 * back as soon as there is nothing to send, and while an answer takes long: chunks in number as many as there are buffers would
 * otherwise be all that is looked at in the time of a way there and back. Its monitor guards the state.
 */
final class OutgoingChunk {
    private final long number;
    private final KnownChunks known;
    private final ChunkEncoder encoder;
    private final Buffers.Share buffers;
    private final byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];

    private Buffers.@Nullable Pair pair;
    private State state = State.WORKING;
    private byte @Nullable [] grains;
    private byte @Nullable [] ownGrains;
    private Outcome outcome = Outcome.KEEP;
    private @Nullable DataHeader header;
    private boolean zero;
    private boolean readAgain;
    private long dataBytes;
    private long changedBytes;
    private @Nullable RuntimeException failure;

    private enum State {
        WORKING,
        ASKED,
        /** Its answer has come, but it gave its buffers up. */
        ANSWERED,
        READY,
        FAILED
    }

    /** What becomes of a chunk. */
    enum Outcome {
        /** The receiver has it. */
        KEEP,
        /** It is all zeros, and the receiver does not have it so. */
        ZERO,
        /** It differs from what the receiver has. */
        DATA
    }

    OutgoingChunk(long number, KnownChunks known, ChunkEncoder encoder, Buffers.Share buffers, Buffers.Pair pair) {
        this.number = number;
        this.known = known;
        this.encoder = encoder;
        this.buffers = buffers;
        this.pair = pair;
    }

    /** Works at it: a worker's task. */
    void work(Workshop.Tools tools) {
        encoder.work(this, tools);
    }

    long number() {
        return number;
    }

    KnownChunks known() {
        return known;
    }

    byte[] digest() {
        return digest;
    }

    Buffers.Pair pair() {
        if (pair == null) {
            throw new IllegalStateException("chunk " + number + " has no buffers any more");
        }
        return pair;
    }

    /** Returns the receiver's digests of the grains, once it has answered. */
    byte @Nullable [] grains() {
        return grains;
    }

    /** Returns the digests of the source's grains, if all of them were read before the receiver was asked. */
    byte @Nullable [] ownGrains() {
        return ownGrains;
    }

    /** Keeps the digests of the source's grains until the receiver answers. */
    void ownGrains(byte[] digests) {
        ownGrains = digests;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Returns whether all of it is zeros; else it has a digest. */
    boolean isZero() {
        return zero;
    }

    /** Returns how many bytes the DATA frame carries, before they were encoded. */
    long dataBytes() {
        return dataBytes;
    }

    /** Returns how many bytes of the target the frame changes. */
    long changedBytes() {
        return changedBytes;
    }

    /** Returns the DATA frame with its bytes. */
    ByteBuffer frame() {
        if (header == null) {
            throw new IllegalStateException("chunk " + number + " has no frame");
        }
        return pair().behind(header);
    }

    /** Ends the work at a chunk that is all zeros, or that the receiver has. */
    synchronized void ready(Outcome what, boolean allZero) {
        outcome = what;
        zero = allZero;
        release();
        state = State.READY;
        notifyAll();
    }

    /** Ends the work at a chunk whose encoded bytes are in its buffers. */
    synchronized void ready(DataHeader frame, long data, long changed) {
        outcome = Outcome.DATA;
        header = frame;
        dataBytes = data;
        changedBytes = changed;
        state = State.READY;
        notifyAll();
    }

    synchronized void fail(RuntimeException e) {
        failure = e;
        release();
        state = State.FAILED;
        notifyAll();
    }

    /** Leaves the chunk until the receiver's answer comes; without its buffers if that takes long. */
    synchronized void asked(boolean forLong) {
        if (forLong) {
            release();
        }
        state = State.ASKED;
        notifyAll();
    }

    /** Takes the answer; returns whether a worker can go on. */
    synchronized boolean answered(byte[] digests) {
        grains = digests;
        state = pair == null ? State.ANSWERED : State.WORKING;
        notifyAll();
        return pair != null;
    }

    /** Returns whether all that is missing is buffers; if so it takes those in reserve, and a worker can go on. */
    synchronized boolean resume() {
        if (state != State.ANSWERED) {
            return false;
        }
        pair = buffers.reserve();
        readAgain = true;
        state = State.WORKING;
        return true;
    }

    /** Returns whether what was read before the receiver was asked is gone. */
    boolean mustReadAgain() {
        return readAgain;
    }

    /** Waits until all work at the chunk is done, or can be done once it has buffers; throws what it failed with. */
    synchronized void await(Inbox inbox) throws InterruptedException {
        while (state == State.WORKING || state == State.ASKED) {
            inbox.requireOpen();
            wait(100);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Gives the buffers back, when no thread works at the chunk any more. */
    synchronized void close(Inbox inbox) throws InterruptedException {
        while (state == State.WORKING || (state == State.ASKED && !inbox.forget(this))) {
            wait(100);
        }
        release();
    }

    private void release() {
        if (pair != null) {
            buffers.release(pair);
            pair = null;
        }
    }
}
