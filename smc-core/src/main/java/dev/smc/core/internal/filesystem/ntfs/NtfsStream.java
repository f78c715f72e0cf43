package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The value of an attribute, to be read at any offset. Complete once all pieces of the attribute were added. */
final class NtfsStream {
    private final DiskRange range;
    private final Clusters clusters;
    private final String what;
    private final NtfsRuns runs;
    private ByteBuffer resident = ByteBuffer.allocate(0);
    private boolean isResident;
    private boolean found;
    private long length;
    private long valid;

    NtfsStream(DiskRange range, Clusters clusters, String what) {
        this.range = range;
        this.clusters = clusters;
        this.what = what;
        this.runs = new NtfsRuns(clusters, what);
    }

    void add(NtfsAttribute piece) throws UnmappableException {
        UnmappableException.check(!isResident && !(found && piece.isResident()), what + " is there twice");
        if (piece.isResident()) {
            isResident = true;
            resident = piece.value();
            length = resident.capacity();
        } else {
            if (!found) {
                length = piece.realSize();
                valid = piece.validSize();
                UnmappableException.check(
                        valid >= 0 && valid <= length, what + " has " + valid + " valid bytes of " + length);
                UnmappableException.check(piece.isPlain(), what + " is compressed, sparse or encrypted");
            }
            runs.add(piece);
        }
        found = true;
    }

    /** Returns this if there is such an attribute and all of it was found. */
    NtfsStream complete() throws UnmappableException {
        UnmappableException.check(found, what + " is missing");
        UnmappableException.check(
                isResident || length <= runs.end() * clusters.size(),
                what + " has " + length + " bytes, more than its " + runs.end() + " clusters");
        return this;
    }

    boolean isFound() {
        return found;
    }

    long length() {
        return length;
    }

    NtfsRuns runs() {
        return runs;
    }

    /** Returns bytes of the value, in little-endian order; those that were never written are 0. */
    ByteBuffer read(long offset, int count) throws UnmappableException {
        UnmappableException.check(
                offset >= 0 && offset <= length - count,
                what + " has " + length + " bytes, " + count + " more are needed at " + offset);
        if (isResident) {
            ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
            return bytes.put(0, resident, (int) offset, count);
        }
        return readRuns(offset, count);
    }

    private ByteBuffer readRuns(long offset, int count) throws UnmappableException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        long end = Math.min(offset + count, valid);
        for (long position = offset; position < end; ) {
            int run = runs.find(position / clusters.size());
            UnmappableException.check(
                    position / clusters.size() < runs.end(), what + " is not yet known at " + position);
            long part = Math.min(end, runs.end(run) * clusters.size()) - position;
            if (!runs.isHole(run)) {
                long inRun = position - runs.begin(run) * clusters.size();
                bytes.put(
                        (int) (position - offset),
                        range.read(clusters.offset(runs.start(run)) + inRun, (int) part),
                        0,
                        (int) part);
            }
            position += part;
        }
        return bytes;
    }
}
