package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.image.file.RawSource;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import dev.smc.core.internal.undo.OverlayDisk;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies of ext2, ext3 and ext4 without what their files hold, by {@code e2image}: names can be added and taken away in them, at a
 * small part of the time and room.
 */
final class MetadataCopy {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Set<String> CONTENTS = Set.of("ext2", "ext3", "ext4");

    private MetadataCopy() {}

    /**
     * Makes a copy.
     *
     * @param places where the file system lies
     * @param file where the copy is to be, as long as the file system, and sparse
     * @return whether it was made; if not, there is no file
     */
    static boolean take(GuestDevice device, List<DiskRange> places, Path file) {
        if (!CONTENTS.contains(device.content()) || places.size() != 1 || !Programs.all("e2image")) {
            return false;
        }
        DiskRange place = places.get(0);
        Optional<OverlayDisk> overlay =
                place.disk() instanceof OverlayDisk changed ? Optional.of(changed) : Optional.empty();
        BlockSource disk = overlay.map(OverlayDisk::disk).orElse(place.disk());
        Optional<Path> raw = disk instanceof RawSource source ? source.file() : Optional.empty();
        if (raw.isEmpty() || !take(raw.get(), place.offset(), file)) {
            return false;
        }
        overlay.ifPresent(changes -> change(changes, place, file));
        // What e2image does not know of a file system that is clean would be missed now.
        boolean isClean = device.freeBytes().isPresent();
        return !isClean || succeeds(file, "e2fsck", "-f", "-n", file.toString());
    }

    private static boolean take(Path disk, long offset, Path file) {
        return succeeds(file, "e2image", "-r", "-o", Long.toString(offset), disk.toString(), file.toString());
    }

    /** Runs a program on the copy, which is deleted if that fails. */
    private static boolean succeeds(Path file, String... command) {
        try {
            Programs.run(file.resolveSibling("said.txt"), LIMIT, Set.of(0), command);
            return true;
        } catch (FailedException e) {
            delete(file);
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was replayed from a journal is all that is not as it was, metadata and what has become some. */
    private static void change(OverlayDisk changes, DiskRange place, Path file) {
        try (BlockTarget target = RawTarget.open(file)) {
            long end = place.offset() + target.size();
            for (Extent extent : changes.changed(place.offset(), target.size()).toList()) {
                long start = Math.max(extent.offset(), place.offset());
                ByteBuffer bytes = ByteBuffer.allocate((int) (Math.min(extent.end(), end) - start));
                changes.read(start, bytes);
                target.write(start - place.offset(), bytes.flip());
            }
        }
    }
}
