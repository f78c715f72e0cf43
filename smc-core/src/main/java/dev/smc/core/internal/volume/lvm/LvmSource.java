package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.MappedDisk;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A logical volume as its guest sees it. It does not own the disks that it lies on, so that closing it does nothing. */
final class LvmSource implements MappedDisk {
    private final String name;
    private final int sectorSize;
    private final NavigableMap<Long, LvmStripes> segments = new TreeMap<>();

    /**
     * Creates a source.
     *
     * @param segments in their order, without gaps, at least one
     */
    LvmSource(String name, List<LvmStripes> segments) {
        this.name = name;
        segments.forEach(segment -> this.segments.put(segment.start(), segment));
        this.sectorSize = segments.stream()
                .flatMap(segment -> segment.stripes().stream())
                .mapToInt(stripe -> stripe.disk().sectorSize())
                .max()
                .orElseThrow();
    }

    @Override
    public String location() {
        return "logical volume " + name;
    }

    @Override
    public String format() {
        return "lvm2";
    }

    @Override
    public long size() {
        return segments.lastEntry().getValue().end();
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        int limit = target.limit();
        Objects.checkFromIndexSize(offset, target.remaining(), size());
        for (long at = offset; target.position() < limit; ) {
            Map.Entry<Long, LvmStripes> found = segments.floorEntry(at);
            LvmStripes segment = found.getValue();
            int length = (int) Math.min(limit - target.position(), segment.end() - at);
            target.limit(target.position() + length);
            segment.read(at - segment.start(), target);
            at += length;
        }
        target.limit(limit);
    }

    @Override
    public List<DiskRange> places(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        List<DiskRange> places = new ArrayList<>();
        for (long at = offset; at < offset + length; ) {
            LvmStripes segment = segments.floorEntry(at).getValue();
            DiskRange place = segment.place(at - segment.start(), Math.min(offset + length, segment.end()) - at);
            places.add(place);
            at += place.length();
        }
        return places;
    }

    /** What the disks know of their extents is asked of them when they are copied. */
    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        return length == 0 ? List.of() : List.of(Extent.data(offset, length));
    }

    @Override
    public void close() {}
}
