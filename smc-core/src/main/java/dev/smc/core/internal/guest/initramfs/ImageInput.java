package dev.smc.core.internal.guest.initramfs;

import java.io.InputStream;
import java.util.Arrays;

/** Reads an image from its start and knows where it is. Not thread-safe. */
final class ImageInput extends InputStream {
    private static final int BUFFER = 1 << 16;

    private final ImageBytes image;
    private byte[] buffer = new byte[0];
    /** Of the buffer, in the image. */
    private long start;

    private int next;

    ImageInput(ImageBytes image) {
        this.image = image;
    }

    /** Returns where the next byte is. */
    long position() {
        return start + next;
    }

    long size() {
        return image.size();
    }

    /** Goes to a place, at most the end. */
    void seek(long position) {
        if (position >= start && position <= start + buffer.length) {
            next = (int) (position - start);
        } else {
            start = position;
            buffer = new byte[0];
            next = 0;
        }
    }

    /** Returns the next bytes without passing them; fewer than are asked for only at the end. */
    byte[] peek(int length) {
        long at = position();
        byte[] bytes = new byte[length];
        int count = readNBytes(bytes, 0, length);
        seek(at);
        return count == length ? bytes : Arrays.copyOf(bytes, count);
    }

    @Override
    public int read() {
        return fill() ? Byte.toUnsignedInt(buffer[next++]) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.length - next);
        System.arraycopy(buffer, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public int readNBytes(byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            int count = read(target, offset + done, length - done);
            if (count < 0) {
                break;
            }
            done += count;
        }
        return done;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, size() - position()));
        seek(position() + skipped);
        return skipped;
    }

    /** Returns false at the end of the image. */
    private boolean fill() {
        if (next < buffer.length) {
            return true;
        }
        start += buffer.length;
        next = 0;
        buffer = start < image.size() ? image.read(start, (int) Math.min(BUFFER, image.size() - start)) : new byte[0];
        return buffer.length > 0;
    }
}
