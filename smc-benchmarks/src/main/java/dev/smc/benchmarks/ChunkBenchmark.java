package dev.smc.benchmarks;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.diff.Grains;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done to each chunk of 1 MiB, whether it travels or not: operations a second are MiB a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkBenchmark {
    private final ByteBuffer data = RealData.chunk();
    private final ByteBuffer zeros = RealData.emptyChunk();
    private final ChunkHasher hasher = new ChunkHasher();
    private final byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];

    /** The digest that identifies a chunk. */
    @Benchmark
    public byte[] digest() {
        hasher.digest(data, digest, 0);
        return digest;
    }

    /** The checksum of what is carried. */
    @Benchmark
    public int checksum() {
        return Crc.of(data, 0, data.limit());
    }

    /** The worst case of looking for data: a chunk of zeros. */
    @Benchmark
    public boolean zeroScan() {
        return ChunkHasher.isZero(zeros);
    }

    /** Finding the grains that are not zeros, of a chunk of which none is. */
    @Benchmark
    public BitSet nonZeroGrains() {
        return Grains.nonZero(data);
    }
}
