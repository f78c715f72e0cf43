package dev.smc.transfer.internal.chunk;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What one writer of a disk is at: the stretch of chunks in doubt, kept in the {@link Manifest}. Thread-safe, under the manifest's
 * monitor.
 *
 * <p>The order of calls for a batch: {@link #expect} its ranges, write the target, force the target, {@link #commit} its ranges.
 * When a write or force fails: {@link #recover}. When all is committed and ranges shall start from the front again: {@link #settle}.
 */
public final class ManifestWindow {
    static final long STEP = 64;
    /** Most chunks that one call of {@link #expect} may name, and that may be expected and not committed. */
    public static final long LIMIT = 4 * STEP;

    private final Manifest manifest;
    private final int number;
    private final ArrayDeque<Long> expected = new ArrayDeque<>();
    private long position;

    ManifestWindow(Manifest manifest, int number) {
        this.manifest = manifest;
        this.number = number;
    }

    /**
     * Returns whether chunks up to {@code to} can be expected now; if not, what was expected must be committed first, to keep the
     * window of doubt small.
     */
    public boolean fits(long to) {
        synchronized (manifest) {
            return expected.isEmpty() || to - expected.element() <= LIMIT;
        }
    }

    /**
     * Makes durable that these chunks, of one span, are in doubt. Only after it returned may they be written. Ranges ascend until the
     * next {@link #settle}.
     */
    public void expect(long from, long to) {
        synchronized (manifest) {
            long spanEnd = manifest.grid().spanEnd(ChunkGrid.spanOf(from));
            if (from < position || to <= from || to > spanEnd || !fits(to)) {
                throw new IllegalStateException("chunks " + from + " to " + to + " expected at " + position);
            }
            ManifestHeader.Doubt doubt = manifest.doubt(number);
            if (to > doubt.to() || doubt.isEmpty()) {
                long start = expected.isEmpty() ? from : expected.element();
                manifest.putDoubt(number, start, Math.min(spanEnd, Math.max(to, from + STEP)));
            }
            expected.add(from);
            position = to;
        }
    }

    /** Claims chunks, in the order they were expected. The target must have been forced after they were written. */
    public void commit(List<Manifest.Written> batch) {
        synchronized (manifest) {
            manifest.claim(number, batch);
            for (Manifest.Written written : batch) {
                if (expected.isEmpty() || expected.remove() != written.first()) {
                    throw new IllegalStateException("chunk " + written.first() + " was not expected next");
                }
            }
        }
    }

    /** Closes the window of doubt; everything expected must be committed. Ranges may start from the front again. */
    public void settle() {
        synchronized (manifest) {
            if (!expected.isEmpty()) {
                throw new IllegalStateException("chunk " + expected.element() + " is not committed");
            }
            if (!manifest.doubt(number).isEmpty()) {
                manifest.dropDoubt(number);
            }
            position = 0;
        }
    }

    /**
     * Takes as unknown what was expected and is not known to have been committed: of a manifest just opened, everything in the window
     * that was not claimed in it. Ranges may start from the front again.
     */
    public void recover() {
        synchronized (manifest) {
            ManifestHeader.Doubt doubt = manifest.doubt(number);
            if (position == 0) {
                manifest.disclaim(number, doubt.from(), doubt.to());
            } else {
                manifest.disclaim(number, expected.isEmpty() ? position : expected.element(), position);
            }
            expected.clear();
            position = 0;
        }
    }
}
