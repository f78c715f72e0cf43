package dev.smc.transfer.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A two-way stream of bytes. One thread reads while another one writes; any thread closes. */
public interface Link {

    /** Reads at least one byte into a buffer with room. Returns how many, or -1 at the end of the stream. */
    int read(ByteBuffer target) throws IOException;

    /** Writes all of the buffer. */
    void write(ByteBuffer source) throws IOException;
}
