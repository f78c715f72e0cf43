package dev.smc.core.internal.guest.initramfs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * Reads one compressed stream of an image, whatever its kind, up to its end, and leaves the image's input right behind it. Damage
 * of any sort gives {@link DamagedImageException}. Not thread-safe.
 */
final class Decompressor extends FilterInputStream {
    /** More than xz asks for at its highest level. */
    private static final int MOST_MEMORY_KIB = 128 << 10;

    private final Compression compression;
    private final long most;
    private long length;

    private Decompressor(Compression compression, InputStream stream, long most) {
        super(stream);
        this.compression = compression;
        this.most = most;
    }

    /**
     * Starts to read.
     *
     * @param input at the first byte of the stream
     * @param most how much content is read before it counts as damaged, in bytes
     */
    static Decompressor open(Compression compression, ImageInput input, long most) throws IOException {
        try {
            return new Decompressor(compression, stream(compression, input), most);
        } catch (DamagedImageException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            throw damaged(compression, e);
        }
    }

    private static InputStream stream(Compression compression, ImageInput input) throws IOException {
        return switch (compression) {
            case NONE -> input;
            case GZIP -> new GzipStream(input);
            case BZIP2 -> new BZip2CompressorInputStream(input, false);
            case XZ -> new SingleXZInputStream(input, MOST_MEMORY_KIB);
            case LZMA -> new LZMAInputStream(input, MOST_MEMORY_KIB);
            case ZSTD -> new ZstdStream(input);
            case LZ4 -> new Lz4Stream(input);
            case LZO -> throw new DamagedImageException("it is compressed with lzo, which is not read");
        };
    }

    /** Returns how much content was read. */
    long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        int count;
        try {
            count = in.read(target, offset, wanted);
        } catch (DamagedImageException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            // The libraries check less than they should where the data is damaged.
            throw damaged(compression, e);
        }
        length += Math.max(0, count);
        if (length > most) {
            throw new DamagedImageException("its content is larger than " + most + " bytes");
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] piece = new byte[(int) Math.min(count, 1 << 16)];
        int read = count <= 0 ? 0 : read(piece, 0, piece.length);
        return Math.max(0, read);
    }

    private static DamagedImageException damaged(Compression compression, Exception cause) {
        return new DamagedImageException(compression + " data is damaged or cut off: " + cause.getMessage());
    }
}
