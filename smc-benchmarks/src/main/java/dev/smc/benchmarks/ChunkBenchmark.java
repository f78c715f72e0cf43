package dev.smc.benchmarks;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done to each chunk of 64 KiB: its digest, its checksum, and the search for a byte that is not zero. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkBenchmark {
    private static final int CHUNK = 64 << 10;

    private final byte[] data = new byte[CHUNK];
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
    private final ByteBuffer compared = ByteBuffer.allocateDirect(CHUNK);
    private final CRC32C checksum = new CRC32C();
    private final MessageDigest digest = newDigest();

    /** Fills the chunk with bytes that are the same in every run. */
    @Setup
    public void fill() {
        new SplittableRandom(1).nextBytes(data);
    }

    /** The digest that identifies a chunk. */
    @Benchmark
    public byte[] sha256() {
        return digest.digest(data);
    }

    /** The checksum of a frame. */
    @Benchmark
    public long crc32c() {
        checksum.reset();
        checksum.update(data);
        return checksum.getValue();
    }

    /** The worst case of looking for data: a chunk of zeros. */
    @Benchmark
    public int zeroScan() {
        return compared.mismatch(zeros);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every JDK must have it.
        }
    }
}
