package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server, sent once. The thread that reads from the connection feeds it with the parts of the reply; once it is done,
 * that thread does not touch it any more. What may not be part of a reply to it is a violation of the protocol.
 */
abstract class Request {
    private static final int MOST_ERRORS = 16;

    final int command;
    final long offset;
    final int length;

    private final CountDownLatch done = new CountDownLatch(1);
    private final long sentAt = System.nanoTime();
    private int errors;
    private @Nullable IOException failure;

    Request(int command, long offset, int length) {
        this.command = command;
        this.offset = offset;
        this.length = length;
    }

    /** Appends the request to a buffer. */
    void encode(long cookie, ByteBuffer out) {
        out.putInt(Nbd.REQUEST_MAGIC)
                .putShort((short) 0)
                .putShort((short) command)
                .putLong(cookie)
                .putLong(offset)
                .putInt(length);
    }

    /** Takes {@code count} bytes of data from {@code at} on, which are next on the wire. */
    void data(long at, int count, Wire wire) throws IOException {
        throw NbdException.violation("data for command " + command);
    }

    /** Takes it that {@code count} bytes from {@code at} on are zeros. */
    void hole(long at, int count) throws IOException {
        throw NbdException.violation("a hole for command " + command);
    }

    /** Takes the extents of a metadata context, which are next on the wire: for each its length and its flags. */
    void extents(int context, int count, Wire wire) throws IOException {
        throw NbdException.violation("block status for command " + command);
    }

    /** Takes an error; more parts of the reply may follow. */
    void error(ServerError error) throws IOException {
        if (++errors > MOST_ERRORS) {
            throw NbdException.violation("more than " + MOST_ERRORS + " errors in one reply");
        }
        failure = failure == null ? error : failure;
    }

    /** Throws if the reply ends too early. */
    abstract void requireComplete() throws NbdException;

    /** Takes the end of the reply. */
    void end() throws IOException {
        if (failure == null) {
            requireComplete();
        }
        done.countDown();
    }

    /** Takes it that the connection broke. */
    void broken(IOException reason) {
        failure = reason;
        done.countDown();
    }

    long sentAt() {
        return sentAt;
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits for the end of the reply. Returns whether it has come. */
    boolean await(long nanos) throws InterruptedException {
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Throws what the request failed with, if it did; it must be done. */
    void requireSuccess() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
