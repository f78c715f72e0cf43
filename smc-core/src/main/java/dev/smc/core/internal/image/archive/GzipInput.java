package dev.smc.core.internal.image.archive;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads what gzip compressed (RFC 1952): one stream or several, one behind the other, and padding with zeros. Java's own reader
 * takes whatever follows a stream and is none for the end, so a damaged file would give a shorter disk. Not thread-safe.
 */
final class GzipInput extends ArchiveInput {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xe0;
    private static final int REST_OF_HEADER = 6;

    private final ImageFile file;
    private final Inflater inflater = new Inflater(true);
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final CRC32 checksum = new CRC32();
    /** Of the file, behind the buffer. */
    private long next;

    private boolean inStream;
    private boolean first = true;
    private long length;

    /** Reads a file, which remains open. */
    GzipInput(ImageFile file) {
        super(file.location());
        this.file = file;
    }

    static boolean isGzip(ImageFile file) {
        if (file.size() < 3) {
            return false;
        }
        ByteBuffer head = ByteBuffer.allocate(3).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, head);
        return Short.toUnsignedInt(head.getShort(0)) == MAGIC && head.get(2) == DEFLATE;
    }

    @Override
    long consumed() {
        return next - buffer.remaining();
    }

    @Override
    int read(byte[] target, int offset, int wanted) {
        while (inStream || startStream()) {
            int count = inflate(target, offset, wanted);
            if (count > 0) {
                checksum.update(target, offset, count);
                length += count;
                return count;
            }
            if (inflater.finished()) {
                endStream();
            } else if (inflater.needsInput() && !fill()) {
                throw truncated();
            } else if (inflater.needsDictionary()) {
                throw corrupt("a stream that needs a dictionary", "one that does not");
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int wanted) {
        try {
            if (buffer.hasRemaining()) {
                inflater.setInput(buffer);
            }
            return inflater.inflate(target, offset, wanted);
        } catch (DataFormatException e) {
            throw corrupt("compressed data that is damaged", "a deflate stream");
        }
    }

    /** Returns false at the end of the file. */
    private boolean startStream() {
        if (!first && !skipPadding()) {
            return false;
        }
        first = false;
        int magic = readShort();
        int method = readByte();
        int flags = readByte();
        if (magic != MAGIC || method != DEFLATE || (flags & RESERVED) != 0) {
            throw corrupt("bytes that start no gzip stream", "one, or nothing but zeros");
        }
        skip(REST_OF_HEADER);
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
            skip(Short.BYTES);
        }
        inflater.reset();
        checksum.reset();
        length = 0;
        inStream = true;
        return true;
    }

    /** Returns whether something else follows. */
    private boolean skipPadding() {
        while (buffer.hasRemaining() || fill()) {
            if (buffer.get(buffer.position()) != 0) {
                return true;
            }
            buffer.get();
        }
        return false;
    }

    private void endStream() {
        int expectedChecksum = readShort() | readShort() << Short.SIZE;
        int expectedLength = readShort() | readShort() << Short.SIZE;
        if (expectedChecksum != (int) checksum.getValue() || expectedLength != (int) length) {
            throw corrupt("content whose checksum or length is not the one that is written there", "intact content");
        }
        inStream = false;
    }

    private int readByte() {
        if (!buffer.hasRemaining() && !fill()) {
            throw truncated();
        }
        return Byte.toUnsignedInt(buffer.get());
    }

    private int readShort() {
        return readByte() | readByte() << Byte.SIZE;
    }

    private void skip(int count) {
        for (int i = 0; i < count; i++) {
            readByte();
        }
    }

    private void skipText() {
        while (readByte() != 0) {}
    }

    /** Fills the buffer, which is empty; returns false at the end of the file. */
    private boolean fill() {
        buffer.clear().limit((int) Math.min(BUFFER, file.size() - next));
        file.read(next, buffer);
        next += buffer.flip().remaining();
        return buffer.hasRemaining();
    }

    private CorruptDiskException corrupt(String found, String expected) {
        return new CorruptDiskException(location(), consumed(), found, expected);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
