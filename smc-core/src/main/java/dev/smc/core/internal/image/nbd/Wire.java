package dev.smc.core.internal.image.nbd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A stream of bytes in each direction. One thread reads while another writes; writers exclude each other themselves. */
interface Wire extends Closeable {

    /** Reads some bytes, and returns how many; -1 at the end of the stream. */
    int read(ByteBuffer target) throws IOException;

    /** Writes all that remains of a buffer. */
    void write(ByteBuffer source) throws IOException;

    /** Breaks the stream: calls in progress fail. Never blocks. */
    @Override
    void close();

    /** Fills what remains of a buffer. */
    default void readFully(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (read(target) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }
}
