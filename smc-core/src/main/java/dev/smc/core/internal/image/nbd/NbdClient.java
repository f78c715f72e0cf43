package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.disk.IoReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What all requests to a server share: its connections, the patience with it, and the words for what goes wrong. Thread-safe. */
final class NbdClient implements AutoCloseable {
    private final String location;
    private final Timing timing;
    private final Connections connections;
    private final CountDownLatch closed = new CountDownLatch(1);

    private NbdClient(String location, Timing timing, Connections connections) {
        this.location = location;
        this.timing = timing;
        this.connections = connections;
    }

    /**
     * Opens the first connection, in one try; others follow when they are needed.
     *
     * @throws SourceReadException if the server cannot be reached or refuses
     */
    static NbdClient open(String location, Connection.Opener opener, Timing timing, int mostConnections) {
        try {
            return new NbdClient(location, timing, Connections.open(opener, timing, mostConnections));
        } catch (IOException e) {
            throw failed(location, "cannot be opened", e);
        } catch (InterruptedException e) {
            throw interrupted(location);
        }
    }

    String location() {
        return location;
    }

    Timing timing() {
        return timing;
    }

    Connections connections() {
        return connections;
    }

    /** Waits; ends at once with an error when the client is closed. */
    void pause(Duration duration) throws InterruptedException {
        if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            throw failed(1, new IOException("the source was closed"));
        }
    }

    SourceReadException failed(int tries, IOException reason) {
        return failed(location, "cannot be read" + (tries > 1 ? ", in " + tries + " tries" : ""), reason);
    }

    static SourceReadException failed(String location, String what, IOException reason) {
        if (reason instanceof NbdException refusal) {
            return refusal.at(location, what);
        }
        return new SourceReadException(
                ErrorCode.SOURCE_UNREADABLE,
                location + " " + what + ": " + IoReason.of(reason),
                "check the server and the network, then try again",
                reason);
    }

    /** Returns the error of a thread that was interrupted, and leaves the thread so. */
    static SourceReadException interrupted(String location) {
        Thread.currentThread().interrupt();
        return new SourceReadException(
                ErrorCode.STOPPED, location + " was not read: its reader was interrupted", "start again");
    }

    @Override
    public void close() {
        closed.countDown();
        connections.close();
    }
}
