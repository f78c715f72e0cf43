package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestFile;
import java.io.InputStream;

/** The start of a file of a guest. Not thread-safe. */
final class GuestFileStream extends InputStream {
    private static final int PIECE = 1 << 20;

    private final GuestFile file;
    private final long length;
    private long position;

    GuestFileStream(GuestFile file, long length) {
        this.file = file;
        this.length = Math.min(length, file.node().size());
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (position >= length) {
            return -1;
        }
        byte[] bytes = file.read(position, (int) Math.min(Math.min(count, PIECE), length - position));
        System.arraycopy(bytes, 0, target, offset, bytes.length);
        position += bytes.length;
        return bytes.length == 0 && count > 0 ? -1 : bytes.length;
    }
}
