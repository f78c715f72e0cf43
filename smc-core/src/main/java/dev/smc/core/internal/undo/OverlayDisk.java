package dev.smc.core.internal.undo;

import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A disk as it will be when a journal's changes are made; the disk itself stays as it is. Closing it closes neither. Thread-safe. */
public final class OverlayDisk implements BlockSource {
    private final BlockSource disk;
    private final UndoJournal journal;
    private final NavigableMap<Long, UndoJournal.Change> changes = new TreeMap<>();

    /**
     * Lays changes over a disk.
     *
     * @param number of the disk in the journal
     */
    public OverlayDisk(BlockSource disk, UndoJournal journal, int number) {
        this.disk = disk;
        this.journal = journal;
        journal.changes().stream()
                .filter(change -> change.disk() == number)
                .forEach(change -> changes.put(change.offset(), change));
    }

    /** Returns the disk without the changes. */
    public BlockSource disk() {
        return disk;
    }

    @Override
    public String location() {
        return disk.location();
    }

    @Override
    public String format() {
        return disk.format();
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public int sectorSize() {
        return disk.sectorSize();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        int start = target.position();
        int length = target.remaining();
        disk.read(offset, target);
        int end = target.position();
        for (UndoJournal.Change change : within(offset, length).values()) {
            long from = Math.max(offset, change.offset());
            long to = Math.min(offset + length, change.end());
            if (from < to) {
                target.limit(start + (int) (to - offset)).position(start + (int) (from - offset));
                journal.readAfter(change, (int) (from - change.offset()), target);
            }
        }
        target.limit(end).position(end);
    }

    private Map<Long, UndoJournal.Change> within(long offset, long length) {
        Long first = changes.floorKey(offset);
        return changes.subMap(first == null ? offset : first, true, offset + length, false);
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        UsedRanges data = new UsedRanges(size());
        Stream.concat(
                        disk.extents(offset, length).stream().filter(Extent::isData),
                        within(offset, length).values().stream()
                                .map(change -> Extent.data(change.offset(), change.length())))
                .sorted(Comparator.comparingLong(Extent::offset))
                .forEach(extent -> data.add(extent.offset(), extent.length()));
        return data.build().extents(offset, length);
    }

    @Override
    public void close() {}
}
