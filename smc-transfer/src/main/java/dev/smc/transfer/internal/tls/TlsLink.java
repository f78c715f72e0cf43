package dev.smc.transfer.internal.tls;

import dev.smc.transfer.internal.wire.Link;
import dev.smc.transfer.internal.wire.WireErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A link encrypted by an {@link SSLEngine}, which is used directly so that records are made in batches.
 *
 * <p>Reading and writing go on at once: the engine allows one unwrap beside one wrap, and each has its own buffers.
 */
public final class TlsLink implements Link {
    private static final int BATCH = 128 << 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Link socket;
    private final SSLEngine engine;
    private final Object wrapLock = new Object();
    private final ByteBuffer netIn;
    private final ByteBuffer netOut;
    private final ByteBuffer plainIn;

    private TlsLink(Link socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        // In arrays, since the JDK works on records in place, and copies what is in direct buffers to new arrays for
        // it.
        this.netIn = ByteBuffer.allocate(BATCH + packet).limit(0);
        this.netOut = ByteBuffer.allocate(BATCH + packet);
        this.plainIn = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Encrypts a connection.
     *
     * @throws dev.smc.api.error.TransportException code {@code PEER_UNTRUSTED} if either side refuses the other
     */
    public static TlsLink open(Link socket, TlsContext context, boolean client) throws IOException {
        TlsLink link = new TlsLink(socket, context.engine(client));
        try {
            link.handshake();
        } catch (SSLException e) {
            throw distrustOr(e);
        }
        return link;
    }

    private void handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> flushHandshake();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(plainIn.clear())) {
                        throw new EOFException("the other side closed the connection during the TLS handshake");
                    }
                    plainIn.flip();
                    if (plainIn.hasRemaining()) {
                        return; // data came right behind the handshake
                    }
                }
                case NEED_TASK -> runTasks();
                case FINISHED, NOT_HANDSHAKING -> {
                    plainIn.limit(0);
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends what the engine itself has to say; also an alert, before the failure that caused it is thrown. */
    private void flushHandshake() throws IOException {
        synchronized (wrapLock) {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(NOTHING, netOut.clear());
                socket.write(netOut.flip());
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    return;
                }
            }
        }
    }

    /** Unwraps one record into {@code target}. Returns false at the end of the stream. */
    private boolean unwrap(ByteBuffer target) throws IOException {
        while (true) {
            SSLEngineResult result;
            try {
                result = engine.unwrap(netIn, target);
            } catch (SSLException e) {
                sendAlert(e);
                throw e;
            }
            switch (result.getStatus()) {
                case OK -> {
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("a record is longer than the session allows");
                case BUFFER_UNDERFLOW -> {
                    netIn.compact();
                    int read = socket.read(netIn);
                    netIn.flip();
                    if (read < 0) {
                        return false;
                    }
                }
            }
        }
    }

    private void sendAlert(SSLException cause) {
        try {
            flushHandshake();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            while (!plainIn.hasRemaining()) {
                boolean direct = target.remaining() >= plainIn.capacity();
                int before = target.position();
                boolean more = unwrap(direct ? target : plainIn.clear());
                if (!direct) {
                    plainIn.flip();
                }
                if (!more) {
                    return -1;
                }
                afterRecord();
                if (direct && target.position() > before) {
                    return target.position() - before;
                }
                if (direct) {
                    plainIn.limit(0);
                }
            }
        } catch (SSLException e) {
            throw distrustOr(e);
        }
        int length = Math.min(target.remaining(), plainIn.remaining());
        target.put(plainIn.slice(plainIn.position(), length));
        plainIn.position(plainIn.position() + length);
        return length;
    }

    /** Tickets and key updates come between the data. */
    private void afterRecord() throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        } else if (status == HandshakeStatus.NEED_WRAP) {
            flushHandshake();
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        synchronized (wrapLock) {
            while (source.hasRemaining()) {
                netOut.clear();
                while (source.hasRemaining() && netOut.position() < BATCH) {
                    if (engine.wrap(source, netOut).getStatus() == SSLEngineResult.Status.CLOSED) {
                        throw new EOFException("the encrypted stream is closed");
                    }
                }
                socket.write(netOut.flip());
            }
        }
    }

    /** TLS 1.3 tells the client that it was refused only after its handshake, by an alert. */
    private static SSLException distrustOr(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PinnedTrust.Mismatch) {
                throw WireErrors.untrusted(String.valueOf(cause.getMessage()), e);
            }
        }
        String message = String.valueOf(e.getMessage());
        if (message.endsWith("certificate_unknown") || message.endsWith("bad_certificate")) {
            throw WireErrors.untrusted("the other side refuses this side's certificate: " + message, e);
        }
        return e;
    }
}
