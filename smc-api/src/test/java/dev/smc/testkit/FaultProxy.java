package dev.smc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy that mistreats what the dialling side sends: each connection it accepts takes the next fault, those behind the last
 * one take none. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private final List<Fault> faults;
    private final long bytesPerSecond;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What happens to a connection. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** One bit of one byte changes. */
        FLIP,
        /** The connection breaks. */
        CUT,
        /** Nothing more gets through, in either direction, and nothing breaks. */
        STALL
    }

    /**
     * A fault.
     *
     * @param kind what happens
     * @param after how many bytes have got through before
     */
    public record Fault(Kind kind, long after) {}

    /** Starts a proxy to an address. */
    public FaultProxy(InetSocketAddress target, List<Fault> faults) throws IOException {
        this(target, faults, Long.MAX_VALUE);
    }

    /** Starts a proxy that lets no connection be faster than this in each direction. */
    public FaultProxy(InetSocketAddress target, List<Fault> faults, long bytesPerSecond) throws IOException {
        this.target = target;
        this.bytesPerSecond = bytesPerSecond;
        this.faults = List.copyOf(faults);
        start(this::accept);
    }

    /** Returns where to dial. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Returns how many connections there were. */
    public int accepted() {
        return accepted.get();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                int number = accepted.getAndIncrement();
                Fault fault = number < faults.size() ? faults.get(number) : new Fault(Kind.NONE, 0);
                sockets.add(client);
                connect(client, fault);
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** A server that takes no connection ends that one alone, not the proxy. */
    private void connect(Socket client, Fault fault) throws IOException {
        try {
            Socket upstream = new Socket(target.getAddress(), target.getPort());
            sockets.add(upstream);
            CountDownLatch stalled = new CountDownLatch(1);
            start(() -> pump(client, upstream, fault, stalled));
            start(() -> pump(upstream, client, new Fault(Kind.NONE, 0), stalled));
        } catch (IOException e) {
            client.close();
        }
    }

    private void pump(Socket from, Socket to, Fault fault, CountDownLatch stalled) {
        byte[] buffer = new byte[8192];
        long passed = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (stalled.getCount() == 0) {
                    closed.await();
                }
                boolean hit = fault.kind() != Kind.NONE && passed + read > fault.after();
                if (hit && passed <= fault.after()) {
                    int at = (int) (fault.after() - passed);
                    switch (fault.kind()) {
                        case FLIP -> buffer[at] ^= 4;
                        case CUT -> {
                            out.write(buffer, 0, at);
                            return;
                        }
                        default -> {
                            out.write(buffer, 0, at);
                            stalled.countDown();
                            closed.await();
                        }
                    }
                }
                TimeUnit.NANOSECONDS.sleep(read * 1_000_000_000L / bytesPerSecond); // before: an idle line is slow, too
                out.write(buffer, 0, read);
                passed += read;
            }
        } catch (IOException e) {
            // one side has gone; the other one is closed too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Breaks the connections that there are; others may come. */
    public void breakConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        breakConnections();
    }
}
