package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The compression of NTFS. Each chunk of 4096 bytes starts with two bytes: 15 says whether it is compressed, 0 to 11 are its length
 * less one; all zeros end the data. A byte in a compressed chunk says of the next eight items, from its lowest bit on, whether
 * they are copies of what is there already, two bytes, or single bytes. Of a copy the lower bits are its length less three, the
 * upper ones its distance less one: as many bits as the position in the chunk needs, but at least four.
 */
final class Lznt1 {
    private static final int CHUNK = 4096;
    private static final int LENGTH_MASK = 0xfff;
    private static final int COMPRESSED = 0x8000;
    private static final int LEAST_COPY = 3;
    private static final int LEAST_DISTANCE_BITS = 4;

    private final ByteBuffer input;
    private final byte[] output;
    private final String what;

    private Lznt1(ByteBuffer input, int size, String what) {
        this.input = input.order(ByteOrder.LITTLE_ENDIAN);
        this.output = new byte[size];
        this.what = what;
    }

    /** Returns what was compressed, filled with zeros to {@code size} bytes. */
    static byte[] decompress(ByteBuffer input, int size, String what) throws UnmappableException {
        Lznt1 decoder = new Lznt1(input, size, what);
        // Each chunk starts where the one before it would end in full.
        int start = 0;
        while (start < size && decoder.chunk(start, Math.min(size, start + CHUNK))) {
            start += CHUNK;
        }
        return decoder.output;
    }

    private boolean chunk(int start, int end) throws UnmappableException {
        int header = input.remaining() < Short.BYTES ? 0 : Short.toUnsignedInt(input.getShort());
        if (header == 0) {
            return false;
        }
        int length = (header & LENGTH_MASK) + 1;
        check(length <= input.remaining(), "a chunk that is cut off");
        int inputEnd = input.position() + length;
        if ((header & COMPRESSED) == 0) {
            check(length <= end - start, "a chunk that is too long");
            input.get(output, start, length);
        } else {
            expand(start, end, inputEnd);
        }
        input.position(inputEnd);
        return true;
    }

    private void expand(int start, int end, int inputEnd) throws UnmappableException {
        int position = start;
        while (input.position() < inputEnd) {
            int copies = input.get();
            for (int item = 0; item < Byte.SIZE && input.position() < inputEnd; item++) {
                if ((copies >> item & 1) == 0) {
                    check(position < end, "a chunk that is too long");
                    output[position++] = input.get();
                } else {
                    check(input.position() <= inputEnd - Short.BYTES, "a copy that is cut off");
                    position = copy(Short.toUnsignedInt(input.getShort()), start, position, end);
                }
            }
        }
    }

    private int copy(int item, int start, int position, int end) throws UnmappableException {
        check(position > start, "a copy at the start of a chunk");
        int distanceBits =
                Math.max(LEAST_DISTANCE_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(position - start - 1));
        int lengthBits = Short.SIZE - distanceBits;
        int from = position - (item >>> lengthBits) - 1;
        int length = (item & (1 << lengthBits) - 1) + LEAST_COPY;
        check(from >= start && length <= end - position, "a copy from outside its chunk");
        // It may overlap itself.
        for (int i = 0; i < length; i++) {
            output[position + i] = output[from + i];
        }
        return position + length;
    }

    private void check(boolean right, String otherwise) throws UnmappableException {
        UnmappableException.check(right, what + " has " + otherwise);
    }
}
