package dev.smc.transfer.internal.sender;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TransportException;
import dev.smc.api.model.DiskResult;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.diff.StepPlanner;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.Handshake;
import dev.smc.transfer.internal.wire.Hello;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replicates one disk: dials, walks the disk until the receiver agrees, and dials again when the connection breaks. */
final class DiskSender {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSender.class);
    private static final int REPAIRS = 3;

    private final ChannelSpec spec;
    private final DiskReplication disk;
    private final TransferObserver observer;
    private final Dialer dialer;
    private final Workshop workshop;
    private final RetryPolicy retry;
    private final RandomGenerator random;
    private final Pauser pauser;
    private final Counters counters = new Counters();

    private AllocationMap changed;
    private long settledChunks;
    private boolean whole;
    private int repairs;
    private boolean told;

    /** Waits between two tries. */
    interface Pauser {
        /** Returns after that time, or throws when the channel was closed meanwhile. */
        void pause(Duration duration) throws InterruptedException;
    }

    DiskSender(
            ChannelSpec spec,
            DiskReplication disk,
            TransferObserver observer,
            Dialer dialer,
            Workshop workshop,
            RetryPolicy retry,
            RandomGenerator random,
            Pauser pauser) {
        this.spec = spec;
        this.disk = disk;
        this.changed =
                disk.changed().orElseGet(() -> AllocationMap.full(disk.source().size()));
        this.observer = observer;
        this.dialer = dialer;
        this.workshop = workshop;
        this.retry = retry;
        this.random = random;
        this.pauser = pauser;
    }

    /** Returns what was done once the target equals the source. */
    DiskResult run() throws InterruptedException {
        int failures = 0;
        while (true) {
            long before = settledChunks;
            try {
                return attempt();
            } catch (TransportException e) {
                boolean progress = settledChunks > before;
                failures = progress ? 1 : failures + 1;
                if (!canHeal(e.code()) || failures >= retry.tries()) {
                    throw e;
                }
                Duration pause = retry.pause(failures, random);
                LOG.info("disk {}: {}; trying again in {} ms", disk.index(), e.getMessage(), pause.toMillis());
                pauser.pause(pause);
                whole |= e.code() == ErrorCode.FRAME_CORRUPT; // grains taken for alike may be what is wrong
                startAgain();
            }
        }
    }

    private static boolean canHeal(ErrorCode code) {
        return code == ErrorCode.CONNECTION_LOST || code == ErrorCode.FRAME_CORRUPT;
    }

    private void startAgain() {
        observer.restarted();
        told = false;
    }

    private DiskResult attempt() throws InterruptedException {
        Hello hello = Hello.of(
                false,
                spec.options().verifyChecksums(),
                spec.epoch(),
                disk.index(),
                disk.round(),
                disk.source().size(),
                Handshake.nonce(),
                spec.jobId());
        try (Dialer.Connection connection = dialer.dial(hello, this::meter)) {
            requireSize(connection.grid());
            InFlight inFlight = new InFlight(this::settled);
            Inbox inbox = new Inbox(
                    connection.frames(),
                    connection.grid(),
                    inFlight::acknowledge,
                    chunk -> workshop.execute(chunk::work),
                    "smc-inbox-" + disk.index());
            try {
                return passes(connection, inbox, inFlight);
            } finally {
                settledChunks = Math.max(settledChunks, inFlight.settledChunks());
                connection.socket().close();
                inbox.join();
            }
        }
    }

    private void requireSize(ChunkGrid grid) {
        if (grid.diskSize() != disk.source().size()) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_RESIZED,
                    "source disk " + disk.index() + " has " + disk.source().size() + " bytes, its target has "
                            + grid.diskSize(),
                    "give the source its former size back, or start a new job with a target of the new size");
        }
    }

    private DiskResult passes(Dialer.Connection connection, Inbox inbox, InFlight inFlight)
            throws InterruptedException {
        while (true) {
            byte[] root = pass(connection, inbox, inFlight);
            Inbox.Result result = inbox.result();
            told = true;
            if (result.rootMatches() && result.badChunks() == 0) {
                connection.frames().send(FrameType.DONE, out -> {});
                return result(root);
            }
            LOG.warn(
                    "disk {}: root {}, {} chunks did not read back",
                    disk.index(),
                    result.rootMatches(),
                    result.badChunks());
            inFlight.restart();
            // What was believed without reading, or without being sent, may be what is wrong.
            settledChunks = 0;
            changed = AllocationMap.full(disk.source().size());
            whole |= !result.rootMatches();
            if (++repairs > REPAIRS) {
                throw new TransportException(
                        ErrorCode.VERIFICATION_FAILED,
                        "disk " + disk.index() + " does not read back as sent: " + result.badChunks()
                                + " chunks differ after " + REPAIRS + " repairs",
                        "check the target's storage, then run the job again");
            }
        }
    }

    private byte[] pass(Dialer.Connection connection, Inbox inbox, InFlight inFlight) throws InterruptedException {
        ChunkGrid grid = connection.grid();
        Outbox outbox = new Outbox(
                connection.frames(),
                grid,
                inbox,
                inFlight,
                counters,
                observer,
                this::settled,
                "smc-outbox-" + disk.index());
        boolean walked = false;
        try {
            StepPlanner planner = new StepPlanner(grid, disk.used(), changed, settledChunks);
            ChunkEncoder encoder = new ChunkEncoder(disk.source(), disk.used(), changed, grid, inbox, whole);
            new SendPass(disk, grid, inbox, outbox, workshop, planner, encoder).run();
            walked = true;
        } catch (TransportException e) {
            // Whoever notices first that the connection broke knows least: the receiver's reason may still be on its
            // way.
            inbox.fail(e);
            inbox.requireOpen();
        } finally {
            if (!walked) {
                connection.socket().close();
            }
            outbox.close();
        }
        inbox.requireOpen();
        return outbox.root();
    }

    /** After the first pass all bytes in use were told of; what repairs settle is not news. */
    private void settled(long bytes) {
        if (!told) {
            observer.settled(bytes);
        }
    }

    private void meter(long bytes) {
        counters.wire.addAndGet(bytes);
        observer.wire(bytes);
    }

    private DiskResult result(byte[] root) {
        return DiskResult.of(r -> r.index(disk.index())
                .sizeBytes(disk.source().size())
                .usedBytes(disk.used().usedBytes())
                .changedBytes(counters.changed.get())
                .transferredBytes(counters.sent.get())
                .wireBytes(counters.wire.get())
                .digest(HexFormat.of().formatHex(root))
                .verified(spec.options().verifyChecksums()));
    }
}
