package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a disk from start to end and finds the blocks that are not zeros. Threads of its own read ahead, decompress and look for
 * zeros, each another piece. Not thread-safe.
 */
public final class DataScanner {
    private static final long WINDOW = 1L << 30;
    private static final int PIECE = 2 << 20;
    /** What is read, looked at and written at once: as much as stays in the cache of one processor. */
    private static final int STEP = 64 << 10;

    private static final int PAGE = 4096;
    /** More than there are processors if those are few: some wait for the disk. */
    private static final int READERS =
            Math.max(4, Math.min(8, Runtime.getRuntime().availableProcessors()));

    private static final int PIECES_AHEAD = READERS + 2;

    private final BlockSource source;
    private final int blockSize;
    private final Queue<CompletableFuture<Piece>> ahead = new ArrayDeque<>();
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    /** Takes runs of blocks. */
    public interface Sink {
        /**
         * Takes blocks that hold data.
         *
         * @param offset of the disk, a multiple of the block size
         * @param data whole blocks, only the disk's last one may be shorter; valid during the call
         */
        void accept(long offset, ByteBuffer data);
    }

    /** Blocks that hold data. */
    private record Run(long offset, ByteBuffer data) {}

    /**
     * A part of the disk that was read, or that need not be.
     *
     * @param runs what is still to be passed on
     * @param buffer what they are parts of
     * @param end of the part
     */
    private record Piece(List<Run> runs, @Nullable ByteBuffer buffer, long end) {
        static Piece passedOn(long end) {
            return new Piece(List.of(), null, end);
        }
    }

    /** Reads a part of the disk. */
    @FunctionalInterface
    private interface Reader {
        Piece read(long position, int length);
    }

    /**
     * Scans by blocks.
     *
     * @param blockSize a power of two up to 2 MiB
     */
    public DataScanner(BlockSource source, int blockSize) {
        this.source = source;
        this.blockSize = blockSize;
    }

    /** Passes on the blocks in order, by the caller's thread. */
    public void scan(Sink sink, CopyListener listener) {
        scan(this::read, sink, listener);
    }

    /**
     * Passes on the blocks in any order, by the threads that read them, so that the sink is called by several at once: what they have
     * just read is still in their processor's cache.
     */
    public void scanInAnyOrder(Sink sink, CopyListener listener) {
        scan((position, length) -> passOn(position, length, sink), sink, listener);
    }

    private void scan(Reader reader, Sink sink, CopyListener listener) {
        ExecutorService readers = Executors.newFixedThreadPool(READERS, task -> {
            Thread thread = new Thread(task, "smc-scan");
            thread.setDaemon(true);
            return thread;
        });
        try {
            long size = source.size();
            for (long window = 0; window < size; window += WINDOW) {
                long windowEnd = Math.min(size, window + WINDOW);
                long done = window;
                for (Extent extent : source.extents(window, windowEnd - window)) {
                    if (extent.isData()) {
                        // Blocks are read whole, and no block twice: an earlier extent may have ended inside the same
                        // one.
                        long start = Math.max(done, extent.offset() - extent.offset() % blockSize);
                        done = Math.min(size, roundUp(extent.end(), blockSize));
                        for (long piece = start; piece < done; piece = endOfPiece(piece, done)) {
                            add(submit(reader, piece, endOfPiece(piece, done), readers), sink, listener);
                        }
                    }
                }
                add(CompletableFuture.completedFuture(Piece.passedOn(windowEnd)), sink, listener);
            }
            while (!ahead.isEmpty()) {
                passOnFirst(sink, listener);
            }
        } finally {
            end(readers);
        }
    }

    private static long roundUp(long offset, int unit) {
        return offset > Long.MAX_VALUE - unit ? Long.MAX_VALUE : (offset + unit - 1) / unit * unit;
    }

    /** Pieces end at multiples of their size, so that they hold whole clusters of whatever format. */
    private static long endOfPiece(long start, long end) {
        return Math.min(end, start + PIECE - start % PIECE);
    }

    private static CompletableFuture<Piece> submit(Reader reader, long start, long end, ExecutorService readers) {
        return CompletableFuture.supplyAsync(() -> reader.read(start, (int) (end - start)), readers);
    }

    private Piece read(long position, int length) {
        ByteBuffer buffer = buffer(PIECE).limit(length);
        source.read(position, buffer);
        List<Run> runs = new ArrayList<>();
        passOnData(position, buffer, blockSize, (offset, data) -> runs.add(new Run(offset, data)));
        return new Piece(runs, buffer, position + length);
    }

    private Piece passOn(long position, int length, Sink sink) {
        ByteBuffer buffer = buffer(Math.max(STEP, blockSize));
        for (int done = 0; done < length; done += buffer.limit()) {
            buffer.clear().limit(Math.min(buffer.capacity(), length - done));
            source.read(position + done, buffer);
            passOnData(position + done, buffer, blockSize, sink);
        }
        buffers.add(buffer);
        return Piece.passedOn(position + length);
    }

    /** Buffers start at a page: the system copies several times slower to where one starts a few bytes behind. */
    private ByteBuffer buffer(int capacity) {
        ByteBuffer free = buffers.poll();
        return free == null || free.capacity() < capacity
                ? ByteBuffer.allocateDirect(capacity + PAGE - 1)
                        .alignedSlice(PAGE)
                        .limit(capacity)
                        .slice()
                : free.clear();
    }

    private void add(CompletableFuture<Piece> piece, Sink sink, CopyListener listener) {
        ahead.add(piece);
        if (ahead.size() > PIECES_AHEAD) {
            passOnFirst(sink, listener);
        }
    }

    private void passOnFirst(Sink sink, CopyListener listener) {
        Piece piece = join(ahead.remove());
        piece.runs().forEach(run -> sink.accept(run.offset(), run.data()));
        if (piece.buffer() != null) {
            buffers.add(piece.buffer());
        }
        listener.copied(piece.end(), source.size());
    }

    private static Piece join(CompletableFuture<Piece> piece) {
        try {
            return piece.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Returns when no thread reads any more. They are not interrupted: that would close the file that they read. */
    private void end(ExecutorService readers) {
        readers.shutdown();
        for (CompletableFuture<Piece> piece = ahead.poll(); piece != null; piece = ahead.poll()) {
            piece.handle((read, failure) -> true).join();
        }
    }

    /**
     * Passes on what is not zeros.
     *
     * @param position of the blocks on the disk
     * @param blocks whole blocks from index 0 to the limit; only the disk's last one may be shorter
     */
    public static void passOnData(long position, ByteBuffer blocks, int blockSize, Sink sink) {
        int length = blocks.limit();
        int runStart = -1;
        for (int block = 0; block < length; block += blockSize) {
            boolean zero = Zeros.isZero(blocks, block, Math.min(blockSize, length - block));
            if (!zero && runStart < 0) {
                runStart = block;
            } else if (zero && runStart >= 0) {
                sink.accept(position + runStart, blocks.slice(runStart, block - runStart));
                runStart = -1;
            }
        }
        if (runStart >= 0) {
            sink.accept(position + runStart, blocks.slice(runStart, length - runStart));
        }
    }
}
