package dev.smc.core.internal.filesystem.exfat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The root directory of exFAT, as far as it is about the volume. Entries have 32 bytes; a type of 0 ends them:
 *
 * <pre>
 * 81  allocation bitmap: 1 flags (1 it is the second one), 20 first cluster, 4 bytes, 24 length, 8 bytes
 * 82  table of capital letters: 20 first cluster, 4 bytes, 24 length, 8 bytes
 * 83  label: 1 its length in characters, 2 characters
 * </pre>
 */
final class ExfatRoot {
    private static final int ENTRY = 32;
    private static final int PIECE = 1 << 16;
    private static final int TYPE_END = 0;
    private static final int TYPE_BITMAP = 0x81;
    private static final int TYPE_CAPITALS = 0x82;
    private static final int TYPE_LABEL = 0x83;
    private static final int LONGEST_LABEL = 11;
    /** The limit of the specification. */
    private static final long LONGEST = 256L << 20;

    /** The largest bitmap there can be. */
    private static final long LONGEST_BITMAP = 1L << 29;

    private final DiskRange range;
    private final ExfatBootRegion boot;
    private final ExfatChain directory;
    private final List<ExfatChain> bitmaps = new ArrayList<>();
    private final List<ExfatChain> others = new ArrayList<>();
    private Optional<String> label = Optional.empty();

    ExfatRoot(DiskRange range, ExfatBootRegion boot) throws UnmappableException {
        this.range = range;
        this.boot = boot;
        this.directory = new ExfatChain(range, boot, boot.rootCluster(), LONGEST, "its root directory");
        others.add(directory);
        int piece = Math.min(PIECE, boot.clusters().size());
        for (long offset = 0; offset < directory.length(); offset += piece) {
            if (parse(directory.read(offset, piece))) {
                return;
            }
        }
    }

    /** Returns whether that was the end. */
    private boolean parse(ByteBuffer entries) throws UnmappableException {
        for (int entry = 0; entry < entries.capacity(); entry += ENTRY) {
            switch (Byte.toUnsignedInt(entries.get(entry))) {
                case TYPE_END -> {
                    return true;
                }
                case TYPE_BITMAP -> {
                    UnmappableException.check(bitmaps.size() < boot.tableCount(), "it has too many allocation bitmaps");
                    bitmaps.add(chain(entries, entry, "its allocation bitmap"));
                }
                case TYPE_CAPITALS -> {
                    UnmappableException.check(others.size() == 1, "it has two tables of capital letters");
                    others.add(chain(entries, entry, "its table of capital letters"));
                }
                case TYPE_LABEL -> label = Optional.of(label(entries, entry)).filter(text -> !text.isEmpty());
                default -> {
                    // A file, or something of no concern.
                }
            }
        }
        return false;
    }

    private ExfatChain chain(ByteBuffer entries, int entry, String what) throws UnmappableException {
        long length = entries.getLong(entry + 24);
        UnmappableException.check(length > 0 && length <= LONGEST_BITMAP, what + " has " + length + " bytes");
        return new ExfatChain(range, boot, Integer.toUnsignedLong(entries.getInt(entry + 20)), length, what);
    }

    private static String label(ByteBuffer entries, int entry) {
        int characters = Math.min(LONGEST_LABEL, Byte.toUnsignedInt(entries.get(entry + 1)));
        return StandardCharsets.UTF_16LE
                .decode(entries.slice(entry + 2, 2 * characters))
                .toString();
    }

    Optional<String> label() {
        return label;
    }

    /** Returns the allocation bitmaps: one for each table. */
    List<ExfatChain> bitmaps() {
        return bitmaps;
    }

    /** Returns everything else of which the root directory tells where it is, with itself. */
    List<ExfatChain> others() {
        return others;
    }
}
