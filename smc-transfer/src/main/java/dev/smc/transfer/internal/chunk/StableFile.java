package dev.smc.transfer.internal.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The file below a manifest, as far as a manifest needs it. A seam: crash tests put a disk that loses and tears writes below it. */
interface StableFile extends AutoCloseable {

    /** Returns the size in bytes. */
    long size() throws IOException;

    /** Fills the buffer from {@code offset} on; what lies behind the file's end reads as zeros. */
    void read(long offset, ByteBuffer target) throws IOException;

    /** Writes all of the buffer. */
    void write(long offset, ByteBuffer source) throws IOException;

    /** Returns when all writes are on stable storage. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
