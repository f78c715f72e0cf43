package dev.smc.transfer.internal.chunk;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.error.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a target disk is known to hold, on stable storage. Never claims what is not on stable storage, whatever instant the power
 * fails: {@code docs/formats/manifest.md}, section 3, has the argument. Thread-safe.
 *
 * <p>Each writer has a {@link ManifestWindow}, through which it says what it is about to write, and what it has written.
 */
public final class Manifest implements AutoCloseable {
    /** How many may write at once, each in a window of its own. */
    public static final int MAX_WRITERS = ManifestHeader.WINDOWS;

    private static final long ENTRIES_AT = 8192;
    private static final int PAGE_ENTRIES = ChunkGrid.SPAN;
    private static final int PAGE = PAGE_ENTRIES * ManifestEntry.LENGTH;
    private static final byte[] NO_DIGEST = new byte[Sha256.LENGTH];

    private final StableFile file;
    private final String location;
    /** Where entries are put together; used under the monitor. */
    private final ByteBuffer page = ByteBuffer.allocate(PAGE);

    private final ManifestWindow[] windows = new ManifestWindow[ManifestHeader.WINDOWS];
    private volatile ManifestHeader header;
    private boolean broken;

    private Manifest(StableFile file, String location, ManifestHeader header) {
        this.file = file;
        this.location = location;
        this.header = header;
        Arrays.setAll(windows, number -> new ManifestWindow(this, number));
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

    /** Opens a manifest of a file, recovers it, and notes the epoch. */
    static Manifest open(StableFile file, String location, long epoch) {
        try {
            Manifest manifest = new Manifest(file, location, readHeader(file, location));
            manifest.takeOver(epoch);
            for (ManifestWindow window : manifest.windows) {
                window.recover();
            }
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
     * Returns the window of one writer, from 0 to {@link #MAX_WRITERS} - 1. No chunk may be in the windows of two writers at once.
     */
    public ManifestWindow window(int writer) {
        return windows[writer];
    }

    /** Returns the window of doubt of a writer, as it is on stable storage. */
    ManifestHeader.Doubt doubt(int window) {
        return header.doubts().get(window);
    }

    /** Makes a window durable; under the monitor. */
    void putDoubt(int window, long from, long to) {
        change(() -> putHeader(header.withDoubt(window, from, to)));
    }

    /** Makes durable that a window is empty; under the monitor. */
    void dropDoubt(int window) {
        change(() -> putHeader(header.withoutDoubt(window)));
    }

    /** Writes the entries of a batch, stamped with the session of a window, durably; under the monitor. */
    void claim(int window, List<Written> batch) {
        record(batch, doubt(window).session());
    }

    private void record(List<Written> batch, long session) {
        change(() -> {
            for (Written written : batch) {
                put(written, written.digests() == null ? ManifestEntry.ZERO : ManifestEntry.DATA, session);
            }
            file.force();
        });
    }

    /** Overwrites what of a range in a window was not claimed in it, durably, and empties the window; under the monitor. */
    void disclaim(int window, long from, long to) {
        ManifestHeader.Doubt doubt = doubt(window);
        if (doubt.isEmpty()) {
            return;
        }
        change(() -> {
            for (long chunk = from; chunk < to; chunk += PAGE_ENTRIES) {
                int count = (int) Math.min(PAGE_ENTRIES, to - chunk);
                readPage(page, chunk, count);
                makeDirty(chunk, count, doubt.session());
            }
            file.force();
            putHeader(header.withoutDoubt(window));
        });
    }

    private void put(Written written, byte state, long session) throws IOException {
        byte[] digests = written.digests() == null ? NO_DIGEST : written.digests();
        long end = written.first() + written.count();
        for (long chunk = written.first(); chunk < end; ) {
            page.clear();
            long start = chunk;
            for (; chunk < end && page.hasRemaining(); chunk++) {
                int at = state == ManifestEntry.DATA ? (int) (chunk - written.first()) * Sha256.LENGTH : 0;
                ManifestEntry.put(page, chunk, state, session, digests, at);
            }
            file.write(entryOffset(start), page.flip());
        }
    }

    private void makeDirty(long first, int count, long session) throws IOException {
        for (int i = 0; i < count; i++) {
            int at = i * ManifestEntry.LENGTH;
            byte state = ManifestEntry.state(page, at, first + i);
            boolean claimed = (state == ManifestEntry.DATA || state == ManifestEntry.ZERO)
                    && ManifestEntry.session(page, at) == session;
            if (!claimed) {
                ManifestEntry.put(page.position(at), first + i, ManifestEntry.DIRTY, session, NO_DIGEST, 0);
            }
        }
        file.write(entryOffset(first), page.position(0).limit(count * ManifestEntry.LENGTH));
    }

    /** Returns whether what is recorded may be what was there before the first disk arrived, and not what a sender sent. */
    public boolean mayBeForeign() {
        return !header.initiallyZero() && !header.complete();
    }

    /** Notes that a whole disk has arrived. */
    public synchronized void completed() {
        if (mayBeForeign()) {
            change(() -> putHeader(header.withComplete()));
        }
    }

    /** Records what chunks were found to hold that no record told of. The target must have been forced after they were read. */
    public synchronized void found(List<Written> chunks) {
        record(chunks, 0);
    }

    /** Takes chunks as unknown, durably: they did not read back as recorded. */
    public synchronized void doubt(long first, long count) {
        change(() -> {
            put(new Written(first, count, null), ManifestEntry.DIRTY, 0);
            file.force();
        });
    }

    /** Tells what is known of the chunks from {@code from} up to {@code to}. */
    public void visit(long from, long to, Visitor visitor) {
        byte[] bytes = new byte[(int) Math.min(PAGE_ENTRIES, to - from) * ManifestEntry.LENGTH];
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
        return feed(0, grid().count(), root::addZeros, root::addData) ? root.finish() : null;
    }

    /** Returns the digest of a span, or null if the content of a chunk is unknown. */
    public byte @Nullable [] spanDigest(long span) {
        SpanDigest digest = new SpanDigest();
        boolean known = feed(ChunkGrid.spanStart(span), grid().spanEnd(span), digest::addZeros, digest::addData);
        return known ? digest.finish() : null;
    }

    /** Takes the digest of a chunk. */
    private interface DataSink {
        void add(byte[] digests, int offset);
    }

    private boolean feed(long from, long to, LongConsumer zeros, DataSink data) {
        boolean[] unknown = new boolean[1];
        visit(from, to, (state, first, count, written, digests, at) -> {
            switch (state) {
                case ZERO -> zeros.accept(count);
                case DATA -> data.add(digests, at);
                case UNKNOWN -> unknown[0] = true;
            }
            return !unknown[0];
        });
        return !unknown[0];
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
