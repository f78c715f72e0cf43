package dev.smc.core.internal.image;

import dev.smc.api.error.MigrationException;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What tests with damaged images do with them: whatever a file holds, only the errors of this library may come out. */
public final class ImageFuzz {
    private static final int LARGEST_READ = 1 << 20;
    private static final int CHANGE = 4;
    private static final int LARGEST_STRUCTURE = 4096;
    private static final int LONGEST_CHANGE = 16;
    private static final int MOST_EXTENTS_ASKED = 64;
    private static final long WINDOW = 1L << 30;

    private ImageFuzz() {}

    /**
     * Changes an image as {@code input} says, which is read as changes one behind another: one byte chooses the structure, two the
     * place in it, one the number of bytes, which follow.
     *
     * @param starts where structures are
     */
    public static void change(ByteBuffer image, int[] starts, byte[] input) {
        ByteBuffer changes = ByteBuffer.wrap(input);
        while (changes.remaining() > CHANGE) {
            int start = starts[Byte.toUnsignedInt(changes.get()) % starts.length];
            int at = start + Short.toUnsignedInt(changes.getShort()) % LARGEST_STRUCTURE;
            int count = Byte.toUnsignedInt(changes.get()) % LONGEST_CHANGE + 1;
            for (int i = at; i < at + count && i < image.capacity() && changes.hasRemaining(); i++) {
                image.put(i, changes.get());
            }
        }
    }

    /** Opens an image and reads some of it, if that is possible. */
    public static void openAndRead(Path file) {
        try (BlockSource source = DiskImages.open(file)) {
            int length = (int) Math.min(LARGEST_READ, source.size());
            source.read(0, ByteBuffer.allocate(length));
            source.read(source.size() - length, ByteBuffer.allocate(length));
            for (int i = 0; i < MOST_EXTENTS_ASKED && i * WINDOW < source.size(); i++) {
                long asked = Math.min(WINDOW, source.size() - i * WINDOW);
                long told = source.extents(i * WINDOW, asked).stream()
                        .mapToLong(Extent::length)
                        .sum();
                if (told != asked) {
                    throw new AssertionError("extents of " + told + " bytes for " + asked);
                }
            }
        } catch (MigrationException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("an error without a message", expected);
            }
        }
    }
}
