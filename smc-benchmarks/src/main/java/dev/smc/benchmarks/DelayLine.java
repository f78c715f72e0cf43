package dev.smc.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback that delays bytes for some milliseconds in each direction, for kernels without netem. It holds no more than
 * {@link #WINDOW} bytes on their way, as a link does. With no delay it is not there.
 */
final class DelayLine implements AutoCloseable {
    private static final int PIECE = 16 << 10;
    private static final int WINDOW = 2 << 20;

    private final InetSocketAddress target;
    private final int millis;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    DelayLine(InetSocketAddress target, int millis) throws IOException {
        this.target = target;
        this.millis = millis;
        start(this::accept);
    }

    /** Returns where to dial. */
    InetSocketAddress address() {
        return millis == 0 ? target : (InetSocketAddress) server.getLocalSocketAddress();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "delay-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                start(() -> connect(near));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket();
            far.connect(target, 5000);
            delay(near, far);
            delay(far, near);
        } catch (IOException e) {
            close(near);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Piece(byte[] bytes, int length, long due) {}

    private void delay(Socket from, Socket to) throws IOException {
        from.setTcpNoDelay(true);
        BlockingQueue<Piece> way = new ArrayBlockingQueue<>(WINDOW / PIECE);
        start(() -> {
            try {
                while (true) {
                    byte[] bytes = new byte[PIECE];
                    int length = from.getInputStream().read(bytes);
                    way.put(new Piece(bytes, length, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis)));
                    if (length < 0) {
                        return;
                    }
                }
            } catch (IOException | InterruptedException e) {
                close(from);
                close(to);
            }
        });
        start(() -> {
            try (from;
                    to) {
                for (Piece piece = way.take(); piece.length() >= 0; piece = way.take()) {
                    TimeUnit.NANOSECONDS.sleep(piece.due() - System.nanoTime());
                    to.getOutputStream().write(piece.bytes(), 0, piece.length());
                }
            } catch (IOException | InterruptedException e) {
                // one side has gone; the other one is closed too
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
