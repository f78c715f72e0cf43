package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extensions behind the header of a qcow2 image.
 *
 * @param backingFormat the format of the image behind, if written
 * @param dataFile name of the file with the clusters, if written
 * @param featureNames what the program that wrote the image calls incompatible features, by their bits
 */
record Qcow2Extensions(
        @Nullable String backingFormat, @Nullable String dataFile, Map<Integer, String> featureNames) {
    static final int BACKING_FORMAT = 0xe2792aca;
    static final int DATA_FILE = 0x44415441;
    static final int FEATURE_NAMES = 0x6803f857;

    private static final int END = 0;
    private static final int HEAD = 8;
    private static final int FEATURE_BYTES = 48;
    private static final byte INCOMPATIBLE = 0;

    /**
     * Reads the extensions.
     *
     * @param start where the header ends
     * @param end where the name of the backing file starts, or the first cluster ends
     */
    static Qcow2Extensions read(ImageFile file, int start, int end) {
        String backingFormat = null;
        String dataFile = null;
        Map<Integer, String> featureNames = Map.of();
        int position = start;
        while (position <= end - HEAD) {
            ByteBuffer head = bytes(file, position, HEAD);
            int type = head.getInt(0);
            long length = Integer.toUnsignedLong(head.getInt(4));
            if (type == END) {
                break;
            }
            position += HEAD;
            if (length > end - position) {
                throw new CorruptDiskException(
                        file.location(),
                        position - 4,
                        "header extension of " + length + " bytes",
                        "one that ends before byte " + end);
            }
            switch (type) {
                case BACKING_FORMAT -> backingFormat = text(bytes(file, position, (int) length));
                case DATA_FILE -> dataFile = text(bytes(file, position, (int) length));
                case FEATURE_NAMES -> featureNames = featureNames(bytes(file, position, (int) length));
                default -> {
                    // Whatever must not be ignored has an incompatible feature besides.
                }
            }
            position += (int) (length + 7 & ~7L);
        }
        return new Qcow2Extensions(backingFormat, dataFile, featureNames);
    }

    private static Map<Integer, String> featureNames(ByteBuffer table) {
        Map<Integer, String> names = new HashMap<>();
        for (int start = 0; start <= table.limit() - FEATURE_BYTES; start += FEATURE_BYTES) {
            if (table.get(start) == INCOMPATIBLE) {
                String name = text(table.slice(start + 2, FEATURE_BYTES - 2));
                int nul = name.indexOf(0);
                names.put((int) table.get(start + 1), nul < 0 ? name : name.substring(0, nul));
            }
        }
        return Map.copyOf(names);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static ByteBuffer bytes(ImageFile file, int offset, int length) {
        if (offset > file.size() - length) {
            throw file.truncated(offset + (long) length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        file.read(offset, buffer);
        return buffer.flip();
    }
}
