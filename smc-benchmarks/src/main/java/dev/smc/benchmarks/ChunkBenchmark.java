package dev.smc.benchmarks;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.diff.Grains;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.openjdk.jmh.annotations.Benchmark;

/** What is done to each chunk of 1 MiB, whether it travels or not: operations a second are MiB a second. */
public class ChunkBenchmark extends OneThread {
    private final ByteBuffer data = RealData.chunk();
    private final ByteBuffer zeros = RealData.emptyChunk();
    private final ChunkHasher hasher = new ChunkHasher();
    private final byte[] own = hasher.grains(data).clone();
    private final byte[] theirs = own.clone();
    private final byte[] digest = new byte[ChunkHasher.DIGEST_LENGTH];

    /** The digest that identifies a chunk. */
    @Benchmark
    public byte[] digest() {
        hasher.digest(data, digest, 0);
        return digest;
    }

    /** Which grains of a changed chunk are as the receiver has them. */
    @Benchmark
    public BitSet compare() {
        return Grains.same(own, theirs, ChunkGrid.MAX_GRAINS);
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
}
