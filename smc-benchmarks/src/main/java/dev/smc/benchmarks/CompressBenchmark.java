package dev.smc.benchmarks;

import dev.smc.transfer.internal.compress.Compressor;
import dev.smc.transfer.internal.compress.Decompressor;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Compression of chunks of 1 MiB by level: operations a second are MiB a second. */
public class CompressBenchmark extends OneThread {
    /** The level of the API. */
    @Param({"1", "4", "7", "8", "9", "10"})
    public int level;

    /** What is compressed. */
    @Param({"real", "random"})
    public String data = "";

    private final ByteBuffer raw = RealData.chunk();
    private final ByteBuffer packed = ByteBuffer.allocateDirect(Compressor.bound(raw.capacity()));
    private final ByteBuffer unpacked = RealData.emptyChunk();
    private final Decompressor decompressor = new Decompressor();
    private Compressor compressor = new Compressor(0);
    private int packedLength;

    /** Compresses once, for the benchmark of decompression. */
    @Setup
    public void compressOnce() {
        if (data.equals("random")) {
            byte[] bytes = new byte[raw.capacity()];
            new SplittableRandom(1).nextBytes(bytes);
            raw.clear().put(bytes).flip();
        }
        compressor = new Compressor(level);
        packedLength = compressor.compress(raw, packed);
        System.out.printf("ratio %.2f%n", packedLength < 0 ? 1 : (double) raw.limit() / packedLength);
    }

    /** Compresses a chunk. */
    @Benchmark
    public int compress() {
        return compressor.compress(raw, packed);
    }

    /** Decompresses a chunk; nothing is to be done where it did not shrink. */
    @Benchmark
    public boolean decompress() {
        return packedLength < 0 || decompressor.decompress(packed.slice(0, packedLength), unpacked.clear());
    }
}
