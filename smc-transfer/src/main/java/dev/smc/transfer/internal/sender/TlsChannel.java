package dev.smc.transfer.internal.sender;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Encryption;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.tls.Identity;
import dev.smc.transfer.internal.tls.TlsContext;
import dev.smc.transfer.internal.wire.Handshake;
import dev.smc.transfer.internal.wire.Heartbeat;
import dev.smc.transfer.internal.wire.Hello;
import dev.smc.transfer.internal.wire.Meter;
import dev.smc.transfer.internal.wire.Ticker;
import dev.smc.transfer.internal.wire.TokenBucket;
import dev.smc.transfer.internal.wire.WireErrors;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel to one receiver; each disk has connections of its own, all share workers, buffers and the bandwidth. */
public final class TlsChannel implements ReplicationChannel {
    /**
     * What headers of packets add to the bytes of a connection: from nothing where packets are large to 4.5 % on Ethernet. Which it is
     * cannot be known here; with a value between, both the bytes of the connections and those on the link are close to a limit.
     */
    private static final double HEADERS = 1.01;

    private final ChannelSpec spec;
    private final TokenBucket limit;
    private final Workshop workshop;
    private final Dialer dialer;
    private final ChannelTools tools;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int running;

    private TlsChannel(ChannelSpec spec, InstantSource clock, Heartbeat.Timing timing, RetryPolicy retry) {
        Identity identity = Identity.decode(spec.identity());
        @Nullable
        TlsContext tls = spec.options().encryption() == Encryption.OFF ? null : new TlsContext(identity, clock);
        this.spec = spec;
        this.limit = new TokenBucket(payload(spec.options().bandwidthLimit()), Ticker.SYSTEM);
        this.workshop =
                new Workshop(spec.options().compressionLevel(), spec.options().adaptCompression());
        this.dialer = new Dialer(spec.address(), identity, tls, limit, timing, workshop);
        this.tools = new ChannelTools(dialer, workshop, retry, new SecureRandom(), this::pause);
    }

    /** Opens a channel, proving that both sides belong to the job. */
    public static TlsChannel open(ChannelSpec spec, InstantSource clock) {
        return open(spec, clock, Heartbeat.Timing.DEFAULT, RetryPolicy.DEFAULT);
    }

    static TlsChannel open(ChannelSpec spec, InstantSource clock, Heartbeat.Timing timing, RetryPolicy retry) {
        TlsChannel channel = new TlsChannel(spec, clock, timing, retry);
        Hello probe = Hello.probe(spec.epoch(), Handshake.nonce(), spec.jobId());
        try {
            channel.dialer.dial(probe, Meter.NONE).close();
            return channel;
        } catch (MigrationException e) {
            channel.close();
            throw e.forJob(spec.jobId());
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public DiskResult replicate(DiskReplication disk, TransferObserver observer) {
        if (disk.used().size() != disk.source().size()) {
            throw new InvalidSpecException(
                    "used",
                    "is a map of " + disk.used().size() + " bytes, the source has "
                            + disk.source().size());
        }
        enter();
        try {
            return new DiskSender(spec, disk, observer, tools).run();
        } catch (MigrationException e) {
            throw (isClosed() ? WireErrors.stopped() : e).forJob(spec.jobId());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WireErrors.stopped().forJob(spec.jobId());
        } finally {
            leave();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause(Duration duration) throws InterruptedException {
        if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            throw WireErrors.stopped();
        }
    }

    private synchronized void enter() {
        if (isClosed()) {
            throw WireErrors.stopped().forJob(spec.jobId());
        }
        running++;
    }

    private synchronized void leave() {
        running--;
        releaseWhenDone();
    }

    private void releaseWhenDone() {
        if (isClosed() && running == 0) {
            workshop.close();
        }
    }

    /** Returns how many bytes a second a limit leaves to connections; 0 means any number. */
    private static long payload(Bandwidth limit) {
        return (long) (limit.bytesPerSecond() / HEADERS);
    }

    @Override
    public void limit(Bandwidth bandwidth) {
        limit.limit(payload(bandwidth));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed.countDown();
            releaseWhenDone();
        }
        dialer.close();
    }
}
