package dev.smc.core.internal.image.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * A wire encrypted by an {@link SSLEngine}, which works over any socket. Reading and writing go on at once: the engine allows one
 * unwrap beside one wrap, and each has its own buffer.
 */
final class TlsWire implements Wire {
    private static final int BATCH = 128 << 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Wire socket;
    private final SSLEngine engine;
    private final Object wrapLock = new Object();
    private final ByteBuffer encryptedIn;
    private final ByteBuffer encryptedOut;
    private final ByteBuffer plainIn;

    private TlsWire(Wire socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.encryptedIn = ByteBuffer.allocateDirect(BATCH + packet).limit(0);
        this.encryptedOut = ByteBuffer.allocateDirect(packet);
        this.plainIn = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /** Encrypts a connection; returns after the handshake. */
    static TlsWire open(Wire socket, SSLEngine engine) throws IOException {
        TlsWire wire = new TlsWire(socket, engine);
        engine.beginHandshake();
        wire.handshake();
        return wire;
    }

    private void handshake() throws IOException {
        while (!plainIn.hasRemaining()) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrapHandshake();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(plainIn.clear())) {
                        throw new EOFException("the server closed the connection during the TLS handshake");
                    }
                    plainIn.flip();
                }
                case NEED_TASK -> runTasks();
                case FINISHED, NOT_HANDSHAKING -> {
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

    /** Sends what the engine itself has to say. */
    private void wrapHandshake() throws IOException {
        synchronized (wrapLock) {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(NOTHING, encryptedOut.clear());
                socket.write(encryptedOut.flip());
                if (result.getStatus() == Status.CLOSED) {
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
                result = engine.unwrap(encryptedIn, target);
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
                    encryptedIn.compact();
                    int read = socket.read(encryptedIn);
                    encryptedIn.flip();
                    if (read < 0) {
                        return false;
                    }
                }
            }
        }
    }

    private void sendAlert(SSLException cause) {
        try {
            wrapHandshake();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (!plainIn.hasRemaining()) {
            boolean direct = target.remaining() >= plainIn.capacity();
            int before = target.position();
            boolean more = unwrap(direct ? target : plainIn.clear());
            plainIn.limit(direct ? 0 : plainIn.position()).position(0);
            if (!more) {
                return -1;
            }
            afterRecord();
            if (target.position() > before) {
                return target.position() - before;
            }
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
            wrapHandshake();
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        synchronized (wrapLock) {
            while (source.hasRemaining()) {
                if (engine.wrap(source, encryptedOut.clear()).getStatus() == Status.CLOSED) {
                    throw new EOFException("the encrypted stream is closed");
                }
                socket.write(encryptedOut.flip());
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
