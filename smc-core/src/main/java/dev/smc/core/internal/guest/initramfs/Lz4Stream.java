package dev.smc.core.internal.guest.initramfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;

/**
 * Reads the legacy format of lz4 as Linux does ({@code lib/decompress_unlz4.c}): blocks of up to 8 MiB of content, each after its
 * length. It ends with the image or at a length of zero, where its input is left. Not thread-safe.
 */
final class Lz4Stream extends InputStream {
    static final int BLOCK = 8 << 20;
    private static final int MAGIC = 0x184C2102;
    private static final int LONGEST_PACKED = BLOCK + BLOCK / 255 + 16;

    private final ImageInput input;
    private InputStream block = InputStream.nullInputStream();
    private int leftOfBlock;
    private boolean ended;

    Lz4Stream(ImageInput input) {
        this.input = input;
        input.skip(Integer.BYTES);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        while (!ended) {
            int count = block.read(target, offset, wanted);
            if (count > leftOfBlock) {
                throw new DamagedImageException("a block of lz4 holds more than 8 MiB");
            }
            if (count > 0) {
                leftOfBlock -= count;
                return count;
            }
            nextBlock();
        }
        return -1;
    }

    private void nextBlock() throws IOException {
        byte[] head = input.peek(Integer.BYTES);
        int length = head.length < Integer.BYTES
                ? 0
                : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length == MAGIC) {
            input.skip(Integer.BYTES);
            return;
        }
        if (length == 0) {
            ended = true;
            return;
        }
        if (length < 0 || length > LONGEST_PACKED) {
            throw new DamagedImageException("a block of lz4 at byte " + input.position() + " is "
                    + Integer.toUnsignedString(length) + " bytes long, more than " + LONGEST_PACKED);
        }
        input.skip(Integer.BYTES);
        byte[] packed = input.peek((int) Math.min(length, input.size() - input.position()));
        if (packed.length < length) {
            throw new DamagedImageException("a block of lz4 is cut off");
        }
        input.skip(length);
        block = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(packed));
        leftOfBlock = BLOCK;
    }
}
