package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the server, with several requests in flight. A thread of its own connects, negotiates and then reads replies until
 * the connection breaks or is closed, when it fails all requests that are left: so a request that is done is touched by nobody, and
 * every request gets done. Thread-safe.
 */
final class Connection {
    private static final int MOST_SILENCES = 10;

    private final Map<Long, Request> pending = new ConcurrentHashMap<>();
    private final Object writeLock = new Object();
    private final ByteBuffer header = ByteBuffer.allocateDirect(Nbd.REQUEST_BYTES);

    private @Nullable Wire wire;
    private @Nullable Export export;
    private @Nullable IOException end;
    private boolean closed;
    private long nextCookie = 1;
    private volatile long lastReply = System.nanoTime();

    /** Connects and negotiates; gives each socket to its argument first. */
    interface Opener {
        Handshake.Session open(Consumer<Wire> opened) throws IOException;
    }

    private Connection() {}

    /** Starts to connect. */
    static Connection start(Opener opener, String name) {
        Connection connection = new Connection();
        Thread thread = new Thread(() -> connection.run(opener), name);
        thread.setDaemon(true);
        thread.start();
        return connection;
    }

    private void run(Opener opener) {
        IOException reason = new IOException("the connection was closed");
        try {
            Handshake.Session session = opener.open(this::opened);
            ready(session);
            Replies replies = new Replies(session.wire(), session.export().structured(), pending);
            while (true) {
                replies.next();
                lastReply = System.nanoTime();
            }
        } catch (IOException e) {
            reason = e;
        } catch (RuntimeException | Error e) {
            reason = new IOException("a defect of the NBD client: " + e, e);
        } finally {
            ended(reason);
        }
    }

    private synchronized void opened(Wire socket) {
        wire = socket;
        if (closed) {
            socket.close();
        }
    }

    private synchronized void ready(Handshake.Session session) {
        wire = session.wire();
        export = session.export();
        notifyAll();
    }

    private void ended(IOException reason) {
        synchronized (this) {
            end = end == null ? reason : end;
            notifyAll();
        }
        close();
        for (Request request : pending.values()) {
            request.broken(reason());
        }
        pending.clear();
    }

    private synchronized IOException reason() {
        return end == null ? new IOException("the connection is open") : end;
    }

    /** Returns what was agreed on, or null before that. */
    synchronized @Nullable Export export() {
        return export;
    }

    /** Returns why the connection broke, or null if it has not. */
    synchronized @Nullable IOException end() {
        return end;
    }

    /** Returns whether requests can be sent. */
    synchronized boolean isOpen() {
        return export != null && end == null;
    }

    /** Waits until requests can be sent, and returns what was agreed on; breaks the connection if that takes too long. */
    Export awaitOpen(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            while (export == null && end == null) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    end = new SocketTimeoutException("nothing agreed on within " + patience.toSeconds() + " s");
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (export != null && end == null) {
                return export;
            }
        }
        close();
        throw reason();
    }

    /** Sends a request. If this throws, the request was not sent. */
    void send(Request request) throws IOException {
        long cookie;
        Wire open;
        synchronized (this) {
            if (wire == null || export == null || end != null) {
                throw reason();
            }
            open = wire;
            cookie = nextCookie++;
            pending.put(cookie, request);
        }
        try {
            synchronized (writeLock) {
                request.encode(cookie, header.clear());
                open.write(header.flip());
            }
        } catch (IOException e) {
            // The reading thread ends soon, and fails the request like all others.
            close();
        }
    }

    /**
     * Waits for the end of a request that was sent here; breaks the connection if the server falls silent.
     *
     * @throws IOException if it failed
     */
    void await(Request request, Duration silence) throws IOException, InterruptedException {
        while (!request.await(patienceNanos(request, silence.toNanos()))) {
            if (patienceNanos(request, silence.toNanos()) <= 0) {
                breakOff(new SocketTimeoutException("no reply for " + silence.toSeconds() + " s"));
                abandon(request);
                break;
            }
        }
        request.requireSuccess();
    }

    /**
     * Returns how long to wait on for a request: the server must not be silent for longer than {@code silence}, nor only ever answer
     * others.
     */
    private long patienceNanos(Request request, long silence) {
        long now = System.nanoTime();
        long waited = now - request.sentAt();
        return Math.min(silence - Math.min(now - lastReply, waited), MOST_SILENCES * silence - waited);
    }

    private void breakOff(IOException reason) {
        synchronized (this) {
            end = end == null ? reason : end;
        }
        close();
    }

    /** Breaks the connection, and returns when nobody touches the request any more. */
    void abandon(Request request) {
        close();
        boolean interrupted = false;
        while (true) {
            try {
                // The reading thread ends as soon as it sees that the connection is closed.
                if (request.await(Long.MAX_VALUE)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says goodbye and breaks the connection. */
    void quit() {
        Wire open;
        synchronized (this) {
            open = export != null && end == null ? wire : null;
        }
        if (open != null) {
            try {
                synchronized (writeLock) {
                    header.clear().putInt(Nbd.REQUEST_MAGIC).putShort((short) 0).putShort((short) Nbd.CMD_DISC);
                    open.write(header.putLong(0).putLong(0).putInt(0).flip());
                }
            } catch (IOException e) {
                // it has gone already
            }
        }
        close();
    }

    /** Breaks the connection: whatever waits for it fails. */
    void close() {
        Wire open;
        synchronized (this) {
            closed = true;
            open = wire;
        }
        if (open != null) {
            open.close();
        }
    }
}
