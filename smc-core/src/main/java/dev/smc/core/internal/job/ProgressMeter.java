package dev.smc.core.internal.job;

import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** Adds up how far a round is, and measures its speed over the last seconds. Thread-safe. */
final class ProgressMeter {
    private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long UNPACKING_NANOS = Duration.ofMillis(250).toNanos();

    private final String jobId;
    private final int round;
    private final LongSupplier ticker;
    private final long startedAt;
    private final List<DiskMeter> disks = new CopyOnWriteArrayList<>();
    private final Deque<Sample> samples = new ArrayDeque<>();
    private volatile JobPhase phase;
    private volatile Unpacking unpacking;

    /** How far the unpacking of a source disk is, and when that was told last. */
    private record Unpacking(long at, long done, long total) {}

    private record Sample(long at, long done, Map<Bottleneck, Long> waited) {}

    ProgressMeter(String jobId, int round, JobPhase phase, LongSupplier ticker) {
        this.jobId = jobId;
        this.round = round;
        this.phase = phase;
        this.ticker = ticker;
        this.startedAt = ticker.getAsLong();
        this.unpacking = new Unpacking(startedAt, 0, 0);
    }

    JobPhase phase() {
        return phase;
    }

    void phase(JobPhase next) {
        phase = next;
        synchronized (samples) {
            samples.clear();
        }
    }

    /** Notes how much of a compressed source disk was unpacked; returns whether it is time to tell. */
    boolean unpacked(long done, long total) {
        long now = ticker.getAsLong();
        boolean due = now - unpacking.at() >= UNPACKING_NANOS;
        if (due) {
            unpacking = new Unpacking(now, done, total);
        }
        return due;
    }

    void add(DiskMeter disk) {
        disks.add(disk);
    }

    /** Notes where the round is now; the speed is measured between such notes. */
    void sample() {
        long now = ticker.getAsLong();
        long done = done();
        synchronized (samples) {
            samples.addLast(new Sample(now, done, waited()));
            while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW_NANOS) {
                samples.removeFirst();
            }
        }
    }

    Progress snapshot() {
        Unpacking unpacked = unpacking;
        long total = disks.isEmpty()
                ? unpacked.total()
                : disks.stream().mapToLong(DiskMeter::used).sum();
        long done = disks.isEmpty() ? unpacked.done() : done();
        long speed = bytesPerSecond();
        Progress.Builder progress = Progress.builder();
        return progress.jobId(jobId)
                .round(round)
                .phase(phase)
                .totalBytes(total)
                .doneBytes(done)
                .transferredBytes(
                        disks.stream().mapToLong(DiskMeter::transferred).sum())
                .wireBytes(disks.stream().mapToLong(DiskMeter::wired).sum())
                .bytesPerSecond(speed)
                .limitedBy(limitedBy())
                .elapsed(elapsed())
                .remaining(
                        speed == 0
                                ? Optional.empty()
                                : Optional.of(Duration.ofMillis((long) ((total - done) * 1000.0 / speed))))
                .build();
    }

    Duration elapsed() {
        return Duration.ofNanos(ticker.getAsLong() - startedAt);
    }

    private long done() {
        return disks.stream().mapToLong(DiskMeter::done).sum();
    }

    private Map<Bottleneck, Long> waited() {
        Map<Bottleneck, Long> waited = new EnumMap<>(Bottleneck.class);
        for (Bottleneck on : Bottleneck.values()) {
            waited.put(on, disks.stream().mapToLong(disk -> disk.waited(on)).sum());
        }
        return waited;
    }

    /** Returns what was waited for most between the first and the last sample. */
    private Optional<Bottleneck> limitedBy() {
        synchronized (samples) {
            if (samples.size() < 2) {
                return Optional.empty();
            }
            Map<Bottleneck, Long> before = samples.getFirst().waited();
            Map<Bottleneck, Long> growth = new EnumMap<>(samples.getLast().waited());
            growth.replaceAll((on, nanos) -> nanos - before.getOrDefault(on, 0L));
            return growth.entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey);
        }
    }

    private long bytesPerSecond() {
        synchronized (samples) {
            if (samples.size() < 2) {
                return 0;
            }
            long nanos = samples.getLast().at() - samples.getFirst().at();
            long bytes = samples.getLast().done() - samples.getFirst().done();
            return nanos <= 0 ? 0 : (long) (bytes * 1e9 / nanos);
        }
    }
}
