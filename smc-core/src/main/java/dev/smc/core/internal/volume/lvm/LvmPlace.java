package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.stream.Stream;

/**
 * A physical volume of a group that was found.
 *
 * @param volume what its group says of it
 * @param extentSize in bytes
 */
record LvmPlace(LvmMember member, LvmPhysicalVolume volume, long extentSize) {
    private static final int LABELS = 4 * LvmMetadata.SECTOR;

    /** Checks that its extents are on it, and nothing else where they are. */
    void check() throws UnmappableException {
        String what = "its physical volume " + LvmGroupCopy.shown(volume.id());
        UnmappableException.check(end() <= length(), what + " has extents up to byte " + end() + " of " + length());
        LvmLabel label = member.label();
        boolean separate = Stream.concat(label.metadata().stream(), label.boot().stream())
                .allMatch(area -> area.offset() >= end() || isBefore(area, start()));
        UnmappableException.check(start() >= LABELS && separate, what + " has extents where its label or metadata is");
    }

    private static boolean isBefore(LvmLabel.Area area, long start) {
        return area.offset() > 0 && area.size() >= 0 && area.size() <= start - area.offset();
    }

    /** Returns where its extents start, in bytes. */
    long start() {
        return volume.start();
    }

    /** Returns where its extents end, in bytes. */
    long end() {
        return start() + volume.extents() * extentSize;
    }

    long length() {
        return member.range().length();
    }

    /** Returns the extents from {@code first} on. */
    DiskRange extents(long first, long count) {
        DiskRange range = member.range();
        return new DiskRange(range.disk(), range.offset() + start() + first * extentSize, count * extentSize);
    }
}
