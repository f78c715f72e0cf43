package dev.smc.benchmarks;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.chunk.ManifestStore;
import dev.smc.transfer.internal.chunk.ManifestWindow;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.KnownChunksCodec;
import dev.smc.transfer.internal.diff.StepPlanner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What is done once a round for a disk, here of 64 GiB in chunks of 1 MiB, all of it in use. */
public class ManifestBenchmark extends OneThread {
    private static final ChunkGrid GRID = new ChunkGrid(1L << 36, ChunkGrid.MAX_CHUNK_SIZE);
    private static final int BATCH = 64;

    private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 20);
    private final AllocationMap used = AllocationMap.full(GRID.diskSize());
    private final AllocationMap fragmented = fragments();

    private final Path directory = directory();
    private final ManifestStore store = ManifestStore.open(directory, GRID, true, 1);

    private static AllocationMap fragments() {
        AllocationMap.Builder map = AllocationMap.builder(GRID.diskSize());
        for (long at = 0; at < GRID.diskSize(); at += 3L << 20) {
            map.add(at, 4096);
        }
        return map.build();
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("manifest");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fills a manifest. */
    @Setup
    public void fill() {
        byte[] digests = new byte[BATCH * ChunkHasher.DIGEST_LENGTH];
        SplittableRandom random = new SplittableRandom(1);
        ManifestWindow window = store.manifest().window(0);
        for (long chunk = 0; chunk < GRID.count(); chunk += BATCH) {
            random.nextBytes(digests);
            window.expect(chunk, chunk + BATCH);
            window.commit(List.of(new Manifest.Written(chunk, BATCH, digests)));
        }
        window.settle();
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
        store.close();
        Files.delete(directory.resolve("manifest"));
        Files.delete(directory.resolve("manifest.lock"));
        Files.delete(directory);
    }

    /** The root digest of the receiver. */
    @Benchmark
    public byte[] root() {
        return Objects.requireNonNull(store.manifest().root());
    }

    /** Telling what the receiver has, and walking over it where nothing changed. */
    @Benchmark
    public long unchanged() {
        AllocationMap nothing = AllocationMap.builder(GRID.diskSize()).build();
        return walk(new StepPlanner(GRID, used, nothing, 0));
    }

    /** The same where a block of 4 KiB is in use in every third chunk. */
    @Benchmark
    public long fragmented() {
        return walk(new StepPlanner(GRID, fragmented, fragmented, 0));
    }

    private long walk(StepPlanner planner) {
        long steps = 0;
        for (long chunk = 0; chunk < GRID.count(); ) {
            KnownChunksCodec.encode(store.manifest(), chunk, ChunkGrid.SPAN, answer.clear());
            KnownChunks known = KnownChunksCodec.decode(answer.flip(), GRID, chunk, ChunkGrid.SPAN);
            if (known == null) {
                throw new IllegalStateException("the answer for chunk " + chunk + " cannot be read");
            }
            for (; chunk < known.end(); steps++) {
                chunk = planner.next(chunk, known).end();
            }
        }
        return steps;
    }
}
