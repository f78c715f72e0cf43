package dev.smc.transfer.internal.sender;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TransportException;
import dev.smc.api.model.Attestation;
import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.DiskResult;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.tls.Attestor;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.Hello;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replicates one disk: has its streams send the spans, until the receiver agrees on all of them and on the whole. */
final class DiskSender {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSender.class);
    private static final int REPAIRS = 3;

    private final Errand errand;
    private int repairs;
    private boolean told;
    private byte[] root = new byte[0];
    private Inbox.Verdict verdict = new Inbox.Verdict(0, true, new byte[0]);
    private @Nullable Attestation attestation;

    DiskSender(ChannelSpec spec, DiskReplication disk, TransferObserver observer, ChannelTools tools) {
        long size = disk.source().size();
        this.errand = new Errand(
                spec,
                disk,
                disk.changed().orElseGet(() -> AllocationMap.full(size)),
                new Hello.Stream(
                        0,
                        spec.options().streams(),
                        tools.random().nextLong(),
                        tools.random().nextLong()),
                observer,
                new Counters(),
                new Waits(observer, tools.workshop().load()),
                tools);
    }

    /** Returns what was done once the target equals the source. */
    DiskResult run() throws InterruptedException {
        while (true) {
            pass(new Spans(this::settled, !verdict.rootMatches()));
            told = true;
            if (verdict.isGood()) {
                return result();
            }
            LOG.warn(
                    "disk {}: root {}, {} chunks did not read back",
                    errand.disk().index(),
                    verdict.rootMatches(),
                    verdict.badChunks());
            if (++repairs > REPAIRS) {
                throw new TransportException(
                        ErrorCode.VERIFICATION_FAILED,
                        "disk " + errand.disk().index() + " does not read back as sent: " + verdict.badChunks()
                                + " chunks differ after " + REPAIRS + " repairs",
                        "check the target's storage, then run the job again");
            }
        }
    }

    /** The first stream runs in this thread, and settles the disk with the receiver when all spans are through. */
    private void pass(Spans spans) throws InterruptedException {
        SideStreams others = new SideStreams(errand, spans);
        try {
            new StreamSender(0, errand).run(spans, (connection, inbox) -> finish(spans, connection, inbox));
        } catch (RuntimeException e) {
            spans.fail(e);
            throw e;
        } finally {
            others.end();
        }
    }

    private void finish(Spans spans, Dialer.Connection connection, Inbox inbox) throws InterruptedException {
        root = spans.root();
        connection.frames().send(FrameType.FINISH, out -> out.put(root));
        verdict = awaitVerdict(inbox);
        if (verdict.isGood()) {
            String statement = Attestor.statement(errand.hello(0), connection.grid(), root);
            attestation = Attestor.check(errand.tools().dialer().identity(), statement, verdict.signature());
        }
        connection.frames().send(FrameType.DONE, out -> {});
    }

    /** Waits until the receiver has brought all to stable storage, and read it back where that is wanted: that can take long. */
    private Inbox.Verdict awaitVerdict(Inbox inbox) throws InterruptedException {
        while (true) {
            long start = System.nanoTime();
            Inbox.Verdict found = inbox.pollVerdict();
            errand.waits().on(Bottleneck.TARGET, System.nanoTime() - start);
            if (found != null) {
                return found;
            }
        }
    }

    /** After the first pass all bytes in use were told of; what repairs settle is not news. */
    private void settled(long bytes) {
        if (!told) {
            errand.observer().settled(bytes);
        }
    }

    private DiskResult result() {
        DiskReplication disk = errand.disk();
        Counters counters = errand.counters();
        return DiskResult.of(r -> r.index(disk.index())
                .sizeBytes(disk.source().size())
                .usedBytes(disk.used().usedBytes())
                .changedBytes(counters.changed.get())
                .transferredBytes(counters.sent.get())
                .wireBytes(counters.wire.get())
                .digest(HexFormat.of().formatHex(root))
                .verified(errand.spec().options().verifyChecksums())
                .attestation(Optional.ofNullable(attestation)));
    }
}
