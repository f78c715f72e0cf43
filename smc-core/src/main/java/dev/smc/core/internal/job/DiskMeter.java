package dev.smc.core.internal.job;

import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.DiskResult;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.transport.TransferObserver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one try does with one disk, on top of what earlier tries of the round did. Thread-safe. */
final class DiskMeter implements TransferObserver {
    private final DiskTally before;
    private final long used;
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong wired = new AtomicLong();
    private final Map<Bottleneck, LongAdder> waited = new ConcurrentHashMap<>();

    DiskMeter(DiskTally before, long used) {
        this.before = before;
        this.used = used;
    }

    @Override
    public void settled(long bytes) {
        settled.addAndGet(bytes);
    }

    @Override
    public void sent(long bytes) {
        sent.addAndGet(bytes);
    }

    @Override
    public void wire(long bytes) {
        wired.addAndGet(bytes);
    }

    @Override
    public void waited(Bottleneck on, long nanos) {
        waited.computeIfAbsent(on, any -> new LongAdder()).add(nanos);
    }

    /** Returns for how long streams of the disk have waited for something. */
    long waited(Bottleneck on) {
        LongAdder sum = waited.get(on);
        return sum == null ? 0 : sum.sum();
    }

    int disk() {
        return before.disk();
    }

    long used() {
        return used;
    }

    /** Returns how many of the used bytes are settled. */
    long done() {
        return before.result().isPresent() ? used : Math.min(used, settled.get());
    }

    long transferred() {
        return before.transferred() + sent.get();
    }

    long wired() {
        return before.wire() + wired.get();
    }

    /** Returns the sum over all tries, this one as far as it is. What was sent had changed; zeroed ranges are not counted yet. */
    DiskTally unfinished() {
        return new DiskTally(disk(), before.changed() + sent.get(), transferred(), wired(), before.result());
    }

    /** Returns the sum over all tries, this one having succeeded. */
    DiskTally finished(DiskResult result) {
        long changed = before.changed() + result.changedBytes();
        long transferred = before.transferred() + result.transferredBytes();
        long wire = before.wire() + result.wireBytes();
        DiskResult sum = result.toBuilder()
                .index(disk())
                .changedBytes(changed)
                .transferredBytes(transferred)
                .wireBytes(wire)
                .build();
        return new DiskTally(disk(), changed, transferred, wire, Optional.of(sum));
    }
}
