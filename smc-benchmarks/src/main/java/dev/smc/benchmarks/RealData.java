package dev.smc.benchmarks;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Data such as disks hold, found on every machine that runs a benchmark: the classes of the Java runtime. */
final class RealData {
    private static final int PAGE = 4096;

    private RealData() {}

    /** Returns a direct buffer on a page's border with some chunk's bytes. */
    static ByteBuffer chunk() {
        ByteBuffer chunk = emptyChunk();
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        try (FileChannel file = FileChannel.open(modules)) {
            long position = file.size() / 2;
            while (chunk.hasRemaining()) {
                position += file.read(chunk, position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return chunk.flip();
    }

    /** Returns a direct buffer of a chunk's size, on a page's border, full of zeros. */
    static ByteBuffer emptyChunk() {
        return ByteBuffer.allocateDirect(ChunkGrid.MAX_CHUNK_SIZE + PAGE)
                .alignedSlice(PAGE)
                .slice(0, ChunkGrid.MAX_CHUNK_SIZE);
    }
}
