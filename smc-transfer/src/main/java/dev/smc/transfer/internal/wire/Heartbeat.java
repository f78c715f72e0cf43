package dev.smc.transfer.internal.wire;

import dev.smc.api.error.MigrationException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a connection alive and notices when the other side does not. Sends from a thread of its own, since sending may block; breaks
 * the connection from a shared timer, which never blocks.
 */
public final class Heartbeat implements AutoCloseable {
    private final FrameChannel frames;
    private final Timing timing;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ScheduledFuture<?> watch;

    /**
     * How long silence may last.
     *
     * @param keepAlive after which a side says that it is still there
     * @param stall after which the other side breaks the connection
     * @param handshake time for a handshake
     */
    public record Timing(Duration keepAlive, Duration stall, Duration handshake) {
        /** What is used unless a test says otherwise. */
        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    /** Starts. */
    public Heartbeat(
            FrameChannel frames, WireSocket socket, Timing timing, ScheduledExecutorService timer, String name) {
        this.frames = frames;
        this.timing = timing;
        Thread thread = new Thread(this::beat, name);
        thread.setDaemon(true);
        thread.start();
        long stallNanos = timing.stall().toNanos();
        long period = Math.max(1, stallNanos / 10);
        this.watch = timer.scheduleWithFixedDelay(
                () -> {
                    if (socket.silentNanos() > stallNanos) {
                        socket.close("nothing came for " + timing.stall().toMillis() + " ms");
                    }
                },
                period,
                period,
                TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long interval = timing.keepAlive().toNanos();
        try {
            while (!closed.await(interval / 2, TimeUnit.NANOSECONDS)) {
                if (frames.idleNanos() > interval / 2) {
                    frames.send(FrameType.KEEPALIVE, out -> {});
                }
            }
        } catch (MigrationException e) {
            // the connection is broken; whoever reads or writes it notices
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        watch.cancel(false);
    }
}
