package dev.smc.transfer.internal.chunk;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.error.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target disk is known to hold, on stable storage. Never claims what is not on stable storage, whatever instant the power
 * fails: {@code docs/formats/manifest.md}, section 3, has the argument. Thread-safe.
 *
 * <p>The order of calls for a batch: {@link #expect} its ranges, write the target, force the target, {@link #commit} its ranges.
 * When a write or force fails: {@link #recover}. When all is committed and ranges shall start from the front again: {@link #settle}.
 */
public final class Manifest implements AutoCloseable {
    static final long WINDOW_STEP = 64;
    /** Most chunks that one call of {@link #expect} may name, and that may be expected and not committed. */
    public static final long WINDOW_LIMIT = 4 * WINDOW_STEP;

    private static final long ENTRIES_AT = 8192;
    private static final int PAGE_ENTRIES = 1024;
    private static final int PAGE = PAGE_ENTRIES * ManifestEntry.LENGTH;
    private static final byte[] NO_DIGEST = new byte[Sha256.LENGTH];

    private final StableFile file;
    private final String location;
    /** Where entries are put together; used under the monitor. */
    private final ByteBuffer page = ByteBuffer.allocate(PAGE);

    private final ArrayDeque<Long> expected = new ArrayDeque<>();
    private volatile ManifestHeader header;
    private long position;
    private boolean broken;

    private Manifest(StableFile file, String location, ManifestHeader header) {
        this.file = file;
        this.location = location;
        this.header = header;
    }

    /**
     * Chunks that were written.
     *
     * @param first the first chunk
     * @param count how many
     * @param digests their digests, or null if they are zeros now
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Written(long first, long count, byte @Nullable [] digests) {}

    /** Is told what the manifest holds, in order. */
    public interface Visitor {
        /**
         * Sees chunks of one state; a DATA chunk comes alone. Neighbours may come in several calls.
         *
         * @param state what is known
         * @param written whether a receiver has ever written them
         * @param digests holds the digest of a DATA chunk; not to be kept
         * @param digestOffset where
         * @return whether to go on
         */
        boolean visit(ChunkState state, long first, long count, boolean written, byte[] digests, int digestOffset);
    }

    /** Returns the header of a manifest of a disk that has none yet. */
    static ManifestHeader firstHeader(ChunkGrid grid, boolean initiallyZero, long epoch) {
        return new ManifestHeader(initiallyZero, 0, grid, epoch, 1, 0, 0);
    }

    /** Opens a manifest of a file, recovers it, and notes the epoch. */
    static Manifest open(StableFile file, String location, long epoch) {
        try {
            Manifest manifest = new Manifest(file, location, readHeader(file, location));
            manifest.takeOver(epoch);
            manifest.recover();
            return manifest;
        } catch (IOException e) {
            throw unusable(location, e);
        }
    }

    private static ManifestHeader readHeader(StableFile file, String location) throws IOException {
        ManifestHeader newest = null;
        for (int slot = 0; slot < 2; slot++) {
            ByteBuffer bytes = ByteBuffer.allocate(ManifestHeader.LENGTH);
            file.read(ManifestHeader.slotOffset(slot), bytes);
            switch (ManifestHeader.judge(bytes)) {
                case TOO_OLD -> throw wrongVersion(location, bytes, "older", "delete the record to send the disk anew");
                case TOO_NEW ->
                    throw wrongVersion(location, bytes, "newer", "use the release that wrote it, or a later one");
                case VALID -> {
                    ManifestHeader found = ManifestHeader.decode(bytes);
                    newest = newest == null || found.generation() > newest.generation() ? found : newest;
                }
                case DAMAGED -> {}
            }
        }
        if (newest == null) {
            throw new TransportException(
                    ErrorCode.MANIFEST_CORRUPT,
                    "manifest " + location + " of " + file.size() + " bytes has no whole header in either slot",
                    "replace the target by an empty one and delete the record's directory, to send the disk anew");
        }
        return newest;
    }

    private static MigrationException wrongVersion(String location, ByteBuffer slot, String which, String remedy) {
        return new TransportException(
                ErrorCode.MANIFEST_CORRUPT,
                "manifest " + location + " has format version " + ManifestHeader.version(slot) + ", " + which
                        + " than version " + ManifestHeader.VERSION + " of this release",
                remedy);
    }

    private void takeOver(long epoch) throws IOException {
        if (epoch < header.epoch()) {
            throw new TransportException(
                    ErrorCode.STALE_EPOCH,
                    "manifest " + location + " was used by epoch " + header.epoch() + ", this is epoch " + epoch,
                    "leave the job to its new owner");
        }
        if (epoch > header.epoch()) {
            putHeader(header.withEpoch(epoch));
        }
    }

    /** Returns the disk's size and how it is cut. */
    public ChunkGrid grid() {
        return header.grid();
    }

    /**
     * Returns whether chunks up to {@code to} can be expected now; if not, what was expected must be committed first, to keep the
     * window of doubt small.
     */
    public synchronized boolean fits(long to) {
        return expected.isEmpty() || to - expected.element() <= WINDOW_LIMIT;
    }

    /**
     * Makes durable that these chunks are in doubt. Only after it returned may they be written. Ranges ascend until the next
     * {@link #settle}.
     */
    public synchronized void expect(long from, long to) {
        if (from < position || to <= from || to > grid().count() || !fits(to) || to - from > WINDOW_LIMIT) {
            throw new IllegalStateException("chunks " + from + " to " + to + " expected at " + position);
        }
        if (to > header.windowTo() || header.windowIsEmpty()) {
            long windowFrom = expected.isEmpty() ? from : expected.element();
            long windowTo = Math.min(grid().count(), Math.max(to, from + WINDOW_STEP));
            change(() -> putHeader(header.withWindow(windowFrom, windowTo)));
        }
        expected.add(from);
        position = to;
    }

    /** Claims chunks, in the order they were expected. The target must have been forced after they were written. */
    public synchronized void commit(List<Written> batch) {
        change(() -> {
            for (Written written : batch) {
                byte state = written.digests() == null ? ManifestEntry.ZERO : ManifestEntry.DATA;
                put(written, state);
            }
            file.force();
        });
        for (Written written : batch) {
            if (expected.isEmpty() || expected.remove() != written.first()) {
                throw new IllegalStateException("chunk " + written.first() + " was not expected next");
            }
        }
    }

    private void put(Written written, byte state) throws IOException {
        byte[] digests = written.digests() == null ? NO_DIGEST : written.digests();
        long end = written.first() + written.count();
        for (long chunk = written.first(); chunk < end; ) {
            page.clear();
            long start = chunk;
            for (; chunk < end && page.hasRemaining(); chunk++) {
                int at = state == ManifestEntry.DATA ? (int) (chunk - written.first()) * Sha256.LENGTH : 0;
                ManifestEntry.put(page, chunk, state, header.session(), digests, at);
            }
            file.write(entryOffset(start), page.flip());
        }
    }

    /** Closes the window of doubt; everything expected must be committed. Ranges may start from the front again. */
    public synchronized void settle() {
        if (!expected.isEmpty()) {
            throw new IllegalStateException("chunk " + expected.element() + " is not committed");
        }
        if (!header.windowIsEmpty()) {
            change(() -> putHeader(header.withNextSession()));
        }
        position = 0;
    }

    /** Takes as unknown what was expected and is not known to have been committed. Ranges may start from the front again. */
    public synchronized void recover() {
        expected.clear();
        if (!header.windowIsEmpty()) {
            change(() -> {
                for (long chunk = header.windowFrom(); chunk < header.windowTo(); chunk += PAGE_ENTRIES) {
                    int count = (int) Math.min(PAGE_ENTRIES, header.windowTo() - chunk);
                    readPage(page, chunk, count);
                    makeDirty(chunk, count);
                }
                file.force();
                putHeader(header.withNextSession());
            });
        }
        position = 0;
    }

    private void makeDirty(long first, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int at = i * ManifestEntry.LENGTH;
            byte state = ManifestEntry.state(page, at, first + i);
            boolean claimed = (state == ManifestEntry.DATA || state == ManifestEntry.ZERO)
                    && ManifestEntry.session(page, at) == header.session();
            if (!claimed) {
                ManifestEntry.put(page.position(at), first + i, ManifestEntry.DIRTY, header.session(), NO_DIGEST, 0);
            }
        }
        file.write(entryOffset(first), page.position(0).limit(count * ManifestEntry.LENGTH));
    }

    /** Takes chunks as unknown, durably: they did not read back as recorded. */
    public synchronized void doubt(long first, long count) {
        change(() -> {
            put(new Written(first, count, null), ManifestEntry.DIRTY);
            file.force();
        });
    }

    /** Tells what is known of the chunks from {@code from} up to {@code to}. */
    public void visit(long from, long to, Visitor visitor) {
        byte[] bytes = new byte[PAGE];
        ByteBuffer page = ByteBuffer.wrap(bytes);
        for (long chunk = from; chunk < to; chunk += PAGE_ENTRIES) {
            long inFile = chunksInFile();
            if (chunk >= inFile) {
                visitor.visit(absent(), chunk, to - chunk, false, NO_DIGEST, 0);
                return;
            }
            int count = (int) Math.min(PAGE_ENTRIES, to - chunk);
            load(page, chunk, count);
            if (!visitPage(page, bytes, chunk, count, visitor)) {
                return;
            }
        }
    }

    private boolean visitPage(ByteBuffer page, byte[] bytes, long first, int count, Visitor visitor) {
        if (ChunkHasher.isZero(page)) {
            return visitor.visit(absent(), first, count, false, NO_DIGEST, 0);
        }
        for (int i = 0; i < count; i++) {
            int at = i * ManifestEntry.LENGTH;
            byte state = ManifestEntry.state(page, at, first + i);
            ChunkState known = switch (state) {
                case ManifestEntry.ABSENT -> absent();
                case ManifestEntry.DATA -> ChunkState.DATA;
                case ManifestEntry.ZERO -> ChunkState.ZERO;
                default -> ChunkState.UNKNOWN;
            };
            if (!visitor.visit(known, first + i, 1, state != ManifestEntry.ABSENT, bytes, at)) {
                return false;
            }
        }
        return true;
    }

    private ChunkState absent() {
        return header.initiallyZero() ? ChunkState.ZERO : ChunkState.UNKNOWN;
    }

    /** Returns the root digest of the disk, or null if the content of a chunk is unknown. */
    public byte @Nullable [] root() {
        RootDigest root = new RootDigest(grid());
        boolean[] unknown = new boolean[1];
        visit(0, grid().count(), (state, first, count, written, digests, at) -> {
            switch (state) {
                case ZERO -> root.addZeros(count);
                case DATA -> root.addData(digests, at);
                case UNKNOWN -> unknown[0] = true;
            }
            return !unknown[0];
        });
        return unknown[0] ? null : root.finish();
    }

    private synchronized long chunksInFile() {
        try {
            long bytes = file.size() - ENTRIES_AT;
            return Math.max(0, (bytes + ManifestEntry.LENGTH - 1) / ManifestEntry.LENGTH);
        } catch (IOException e) {
            throw unusable(location, e);
        }
    }

    private synchronized void load(ByteBuffer page, long chunk, int count) {
        try {
            readPage(page, chunk, count);
        } catch (IOException e) {
            throw unusable(location, e);
        }
    }

    private void readPage(ByteBuffer page, long chunk, int count) throws IOException {
        file.read(entryOffset(chunk), page.clear().limit(count * ManifestEntry.LENGTH));
        page.flip();
    }

    private void putHeader(ManifestHeader next) throws IOException {
        file.write(next.slotOffset(), next.encode());
        file.force();
        header = next;
    }

    private static long entryOffset(long chunk) {
        return ENTRIES_AT + chunk * ManifestEntry.LENGTH;
    }

    private interface Change {
        void run() throws IOException;
    }

    /** After a failed write nobody knows what is on stable storage: only opening the file anew tells. */
    private void change(Change change) {
        if (broken) {
            throw new TargetWriteException(
                    ErrorCode.TARGET_UNWRITABLE,
                    "manifest " + location + " could not be written before",
                    "make its file system writable and start the receiver again");
        }
        broken = true;
        try {
            change.run();
            broken = false;
        } catch (IOException e) {
            throw unusable(location, e);
        }
    }

    private static MigrationException unusable(String location, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new TargetWriteException(
                full ? ErrorCode.TARGET_FULL : ErrorCode.TARGET_UNWRITABLE,
                "manifest " + location + " cannot be used: " + e.getMessage(),
                full ? "free space on its file system" : "make its file system readable and writable",
                e);
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unusable(location, e);
        }
    }
}
