package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.MappedDisk;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.image.file.Zeros;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.core.internal.undo.JournalWriter;
import dev.smc.core.internal.undo.OverlayDisk;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file system taken out to a file of its own, where programs can edit it, while its disk stays as it is. Not thread-safe.
 *
 * @param device where it comes from
 * @param file where it is now
 * @param taken what was taken out of it: what is a hole there now was zeroed since
 */
record WorkFile(GuestDevice device, Path file, List<Extent> taken) {
    private static final int PIECE = 1 << 20;
    /** What differs is told in blocks of this many bytes. */
    private static final int BLOCK = 4096;

    /** Takes what is in use of a file system out: all of it, for what is a hole of a file is not told block by block. */
    static WorkFile takeOut(GuestDevice device, Path file) {
        return new WorkFile(device, file, takeOut(device.range(), file));
    }

    private static List<Extent> takeOut(DiskRange range, Path file) {
        List<Extent> used = FileSystems.identify(range)
                .allocation()
                .map(map -> map.extents().stream().filter(Extent::isData).toList())
                .orElseGet(() -> data(range));
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try (BlockTarget target = RawTarget.create(file, range.length())) {
            for (Extent extent : used) {
                for (long at = extent.offset(); at < extent.end(); at += PIECE) {
                    piece.clear().limit((int) Math.min(PIECE, extent.end() - at));
                    range.disk().read(range.offset() + at, piece);
                    piece.flip();
                    if (!Zeros.isZero(piece, 0, piece.limit())) {
                        target.write(at, piece);
                    }
                }
            }
        }
        return used;
    }

    /** Returns where there may be something else than zeros. */
    private static List<Extent> data(DiskRange range) {
        return range.disk().extents(range.offset(), range.length()).stream()
                .filter(Extent::isData)
                .map(extent -> Extent.data(extent.offset() - range.offset(), extent.length()))
                .toList();
    }

    /**
     * Adds what programs changed in the file to a journal, as changes of the disks that the file system lies on.
     *
     * @param disks of the server, in their order
     */
    void addChanges(List<BlockSource> disks, JournalWriter journal) {
        try (BlockSource edited = DiskImages.openRaw(file)) {
            UsedRanges looked = new UsedRanges(edited.size());
            Stream.concat(edited.extents(0, edited.size()).stream().filter(Extent::isData), taken.stream())
                    .sorted(Comparator.comparingLong(Extent::offset))
                    .forEach(extent -> looked.add(extent.offset(), extent.length()));
            for (Extent extent : looked.build().extents()) {
                for (long at = extent.offset(); extent.isData() && at < extent.end(); at += PIECE) {
                    int length = (int) Math.min(PIECE, extent.end() - at);
                    addChanges(disks, journal, at, original(at, length), read(edited, at, length));
                }
            }
        }
    }

    /** What is on the disks, also where this was taken out of an overlay of them. */
    private ByteBuffer original(long at, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (DiskRange place : places(device.range(), at, length)) {
            bytes.limit(bytes.position() + (int) place.length());
            BlockSource disk = place.disk() instanceof OverlayDisk overlay ? overlay.disk() : place.disk();
            disk.read(place.offset(), bytes);
        }
        return bytes.flip();
    }

    private static ByteBuffer read(BlockSource disk, long offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        disk.read(offset, bytes);
        return bytes.flip();
    }

    private void addChanges(
            List<BlockSource> disks, JournalWriter journal, long at, ByteBuffer before, ByteBuffer after) {
        int start = -1;
        for (int block = 0; block < before.limit(); block += BLOCK) {
            int length = Math.min(BLOCK, before.limit() - block);
            boolean differs = !before.slice(block, length).equals(after.slice(block, length));
            if (differs && start < 0) {
                start = block;
            } else if (!differs && start >= 0) {
                addChange(disks, journal, at, before, after, start, block);
                start = -1;
            }
        }
        if (start >= 0) {
            addChange(disks, journal, at, before, after, start, before.limit());
        }
    }

    private void addChange(
            List<BlockSource> disks,
            JournalWriter journal,
            long at,
            ByteBuffer before,
            ByteBuffer after,
            int start,
            int end) {
        int position = start;
        for (DiskRange place : places(device.range(), at + start, end - start)) {
            int length = (int) place.length();
            journal.add(
                    number(disks, place.disk()),
                    place.offset(),
                    before.slice(position, length),
                    after.slice(position, length));
            position += length;
        }
    }

    /** Returns where bytes of a file system lie on the disks of its server. */
    private static List<DiskRange> places(DiskRange range, long offset, long length) {
        return range.disk() instanceof MappedDisk mapped
                ? mapped.places(range.offset() + offset, length)
                : List.of(new DiskRange(range.disk(), range.offset() + offset, length));
    }

    private static int number(List<BlockSource> disks, BlockSource disk) {
        return Optional.of(disks.indexOf(disk))
                .filter(index -> index >= 0)
                .orElseThrow(() -> new IllegalStateException(disk.location() + " is no disk of the server"));
    }
}
