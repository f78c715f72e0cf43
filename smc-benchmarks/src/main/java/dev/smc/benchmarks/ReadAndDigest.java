package dev.smc.benchmarks;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that finding nothing changed can cost: {@code ReadAndDigest DISK TIMES} reads what is in use of a raw disk and digests it
 * with SHA-256, on two threads. Prints the seconds of each time, without those of finding out what is in use.
 */
public final class ReadAndDigest {
    private static final int THREADS = 2;
    private static final int PIECE = 1 << 20;

    private ReadAndDigest() {}

    /** Measures. */
    public static void main(String[] args) throws IOException {
        Path path = Path.of(args[0]);
        List<Extent> pieces;
        try (BlockSource disk = DiskImages.open(path)) {
            AllocationMap used = DiskInspector.inspect(disk).used();
            pieces = used.extents(0, used.size()).stream()
                    .filter(extent -> extent.kind() == Extent.Kind.DATA)
                    .toList();
        }
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            long start = System.nanoTime();
            AtomicInteger next = new AtomicInteger();
            CompletableFuture<?>[] threads = new CompletableFuture<?>[THREADS];
            for (int t = 0; t < THREADS; t++) {
                threads[t] =
                        CompletableFuture.runAsync(() -> digest(path, pieces, next), task -> new Thread(task).start());
            }
            CompletableFuture.allOf(threads).join();
            System.out.printf("%.3f%n", (System.nanoTime() - start) / 1e9);
        }
    }

    private static void digest(Path path, List<Extent> extents, AtomicInteger next) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
        try (FileChannel file = FileChannel.open(path)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (int i = next.getAndIncrement(); i < extents.size(); i = next.getAndIncrement()) {
                Extent extent = extents.get(i);
                for (long at = extent.offset(); at < extent.end(); at += buffer.limit()) {
                    buffer.clear().limit((int) Math.min(PIECE, extent.end() - at));
                    if (file.read(buffer, at) < buffer.limit()) {
                        throw new IOException(path + " ends early");
                    }
                    sha.update(buffer.flip());
                }
            }
            sha.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
