package dev.smc.transfer.internal.sender;

import dev.smc.api.error.TransportException;
import dev.smc.transfer.internal.wire.FrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams beside the first one of a disk, each with a thread. One more is begun, up to the number wanted, whenever those there
 * are spend most of their time waiting for the network: where something else is scarce, more of them would only cost. Thread-safe.
 */
final class SideStreams {
    private static final Logger LOG = LoggerFactory.getLogger(SideStreams.class);
    private static final long LOOK_MILLIS = 500;
    private static final double MOST = 0.6;
    /** Time for streams to end by themselves. */
    private static final long GRACE_MILLIS = 1000;

    private final Errand errand;
    private final Spans spans;
    private final List<StreamSender> streams = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledFuture<?> watch;
    private long waited;
    private long lookedAt = System.nanoTime();
    private boolean closed;

    SideStreams(Errand errand, Spans spans) {
        this.errand = errand;
        this.spans = spans;
        this.waited = errand.waits().network();
        this.watch = errand.tools()
                .workshop()
                .timer()
                .scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        long now = System.nanoTime();
        long nowWaited = errand.waits().network();
        double share = (double) (nowWaited - waited) / (now - lookedAt) / (threads.size() + 1);
        waited = nowWaited;
        lookedAt = now;
        if (share > MOST && threads.size() + 1 < errand.streams() && spans.hasMore() && !closed) {
            begin();
        }
    }

    private void begin() {
        int number = threads.size() + 1;
        StreamSender stream = new StreamSender(number, errand);
        Thread thread =
                new Thread(() -> run(stream), "smc-stream-" + errand.disk().index() + "-" + number);
        thread.setDaemon(true);
        streams.add(stream);
        threads.add(thread);
        thread.start();
        LOG.debug("disk {}: stream {} begins", errand.disk().index(), number);
    }

    private void run(StreamSender stream) {
        try {
            stream.run(spans, (connection, inbox) -> connection.frames().send(FrameType.DONE, out -> {}));
        } catch (TransportException e) {
            if (StreamSender.canHeal(e.code())) {
                LOG.info(
                        "disk {}: goes on with fewer streams: {}", errand.disk().index(), e.getMessage());
            } else {
                spans.fail(e);
            }
        } catch (RuntimeException e) {
            spans.fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets streams end that have nothing more to do, and ends the others. */
    void end() throws InterruptedException {
        watch.cancel(false);
        synchronized (this) {
            closed = true;
        }
        if (spans.isThrough()) {
            for (Thread thread : threads) {
                thread.join(GRACE_MILLIS);
            }
        }
        streams.forEach(StreamSender::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
