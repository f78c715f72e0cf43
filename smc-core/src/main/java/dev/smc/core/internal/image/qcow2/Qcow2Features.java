package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The incompatible features of a qcow2 image.
 *
 * @param externalData whether the clusters are in another file
 * @param compressionType whether the header names the compression
 * @param extendedL2 whether L2 entries tell subclusters
 */
record Qcow2Features(boolean externalData, boolean compressionType, boolean extendedL2) {
    /**
     * The program that wrote the image did not close it. Only refcounts may be wrong then, which reading does not need: what the
     * guest wrote is found through the L1 and L2 tables, and those are right.
     */
    private static final long DIRTY = 1;

    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA = 1 << 2;
    private static final long COMPRESSION_TYPE = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;
    private static final long KNOWN = DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2;

    /**
     * Returns the features of an image that can be read.
     *
     * @param bits of the header
     * @param names of features, as the image gives them
     */
    static Qcow2Features of(long bits, ImageFile file, Map<Integer, String> names) {
        if ((bits & ~KNOWN) != 0) {
            throw ImageErrors.unsupported(
                    file.location(),
                    "is a qcow2 image with incompatible features that are not known: " + names(bits & ~KNOWN, names));
        }
        if ((bits & CORRUPT) != 0) {
            throw new SourceReadException(
                    ErrorCode.DISK_CORRUPT,
                    file.location() + " bears the mark of a program that found its tables damaged",
                    "repair a copy of it with: qemu-img check -r all '" + file.location() + "'");
        }
        return new Qcow2Features(
                (bits & EXTERNAL_DATA) != 0, (bits & COMPRESSION_TYPE) != 0, (bits & EXTENDED_L2) != 0);
    }

    private static String names(long bits, Map<Integer, String> names) {
        List<String> found = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0) {
                found.add("bit " + bit + " (" + names.getOrDefault(bit, "without a name") + ")");
            }
        }
        return String.join(", ", found);
    }
}
