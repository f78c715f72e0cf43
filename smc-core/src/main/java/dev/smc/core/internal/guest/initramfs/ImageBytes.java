package dev.smc.core.internal.guest.initramfs;

import dev.smc.core.internal.guest.GuestFile;
import java.util.Arrays;

/** The bytes of an image, read wherever they are wanted. As thread-safe as what it reads. */
public interface ImageBytes {
    /** Returns how many there are. */
    long size();

    /** Returns up to {@code length} bytes from {@code offset} on; fewer only at the end. */
    byte[] read(long offset, int length);

    /** Returns those of a file of a guest. */
    static ImageBytes of(GuestFile file) {
        return new ImageBytes() {
            @Override
            public long size() {
                return file.node().size();
            }

            @Override
            public byte[] read(long offset, int length) {
                return file.read(offset, length);
            }
        };
    }

    /** Returns those of an array, which is not copied. */
    static ImageBytes of(byte[] bytes) {
        return new ImageBytes() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] read(long offset, int length) {
                int from = (int) Math.min(offset, bytes.length);
                return Arrays.copyOfRange(bytes, from, from + Math.min(length, bytes.length - from));
            }
        };
    }
}
