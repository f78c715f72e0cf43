package dev.smc.core.internal.image.nbd;

import dev.smc.core.internal.image.file.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Asks for data, which goes straight from the connection to where it is wanted. */
final class ReadRequest extends Request {
    private final ByteBuffer target;
    private final Coverage coverage;

    /** Asks for as much as the target holds, from its position to its limit. Leaves both alone. */
    ReadRequest(long offset, ByteBuffer target) {
        super(Nbd.CMD_READ, offset, target.remaining());
        this.target = target.slice();
        this.coverage = new Coverage(target.remaining());
    }

    @Override
    void data(long at, int count, Wire wire) throws IOException {
        wire.readFully(part(at, count));
    }

    @Override
    void hole(long at, int count) throws IOException {
        Zeros.fill(part(at, count));
    }

    private ByteBuffer part(long at, int count) throws NbdException {
        long from = at - offset;
        if (count <= 0 || from < 0 || from > length - count) {
            throw NbdException.violation(Integer.toUnsignedString(count) + " bytes at " + Long.toUnsignedString(at)
                    + " in reply to a request for " + length + " at " + offset);
        }
        coverage.add((int) from, count);
        return target.slice((int) from, count);
    }

    @Override
    void requireComplete() throws NbdException {
        coverage.requireComplete();
    }
}
