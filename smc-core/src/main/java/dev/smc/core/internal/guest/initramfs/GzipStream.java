package dev.smc.core.internal.guest.initramfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads one gzip stream (RFC 1952) and leaves its input right behind it, which Java's own reader does not. Not thread-safe.
 */
final class GzipStream extends InputStream {
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int PIECE = 1 << 13;

    private final ImageInput input;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private long length;
    private boolean ended;

    GzipStream(ImageInput input) throws IOException {
        this.input = input;
        readShort();
        int method = readByte();
        int flags = readByte();
        if (method != DEFLATE) {
            throw new DamagedImageException("a gzip stream has method " + method + ", not 8");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(readShort());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (ended || wanted == 0) {
            return ended ? -1 : 0;
        }
        while (true) {
            int count = inflate(target, offset, wanted);
            if (count > 0) {
                checksum.update(target, offset, count);
                length += count;
                return count;
            }
            if (inflater.finished()) {
                end();
                return -1;
            }
            if (inflater.needsDictionary()) {
                throw new DamagedImageException("a gzip stream needs a dictionary");
            }
            byte[] piece = input.peek(PIECE);
            if (piece.length == 0) {
                throw truncated();
            }
            inflater.setInput(piece);
            input.skip(piece.length);
        }
    }

    private int inflate(byte[] target, int offset, int wanted) throws DamagedImageException {
        try {
            return inflater.inflate(target, offset, wanted);
        } catch (DataFormatException e) {
            throw new DamagedImageException("gzip data is damaged");
        }
    }

    private void end() throws IOException {
        ended = true;
        input.seek(input.position() - inflater.getRemaining());
        long expectedChecksum = readShort() | (long) readShort() << Short.SIZE;
        long expectedLength = readShort() | (long) readShort() << Short.SIZE;
        if (expectedChecksum != checksum.getValue() || expectedLength != (length & 0xffffffffL)) {
            throw new DamagedImageException("the checksum or length of gzip data is wrong");
        }
    }

    private int readByte() throws DamagedImageException {
        int read = input.read();
        if (read < 0) {
            throw truncated();
        }
        return read;
    }

    private int readShort() throws DamagedImageException {
        return readByte() | readByte() << Byte.SIZE;
    }

    private void skip(int count) throws DamagedImageException {
        for (int i = 0; i < count; i++) {
            readByte();
        }
    }

    private void skipText() throws DamagedImageException {
        while (readByte() != 0) {}
    }

    private static DamagedImageException truncated() {
        return new DamagedImageException("a gzip stream is cut off");
    }

    @Override
    public void close() {
        inflater.end();
    }
}
