package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The value of an attribute, to be read at any offset. Complete once all pieces of the attribute were added. */
final class NtfsStream {
    private static final int MOST_IN_UNIT = 6;

    private final DiskRange range;
    private final Clusters clusters;
    private final String what;
    private final NtfsRuns runs;
    private ByteBuffer resident = ByteBuffer.allocate(0);
    private boolean isResident;
    private boolean found;
    private long length;
    private long valid;
    private int flags;
    private int compressionUnit;

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
                flags = piece.flags();
                compressionUnit = piece.compressionUnit();
            }
            runs.add(piece);
        }
        found = true;
    }

    /** Returns this if there is such an attribute, all of it was found, and it is stored as it is. */
    NtfsStream complete() throws UnmappableException {
        UnmappableException.check(flags == 0, what + " is compressed, sparse or encrypted");
        return completeInAnyForm();
    }

    /** Returns this if there is such an attribute and all of it was found, however it is stored. */
    NtfsStream completeInAnyForm() throws UnmappableException {
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

    boolean isCompressed() {
        return (flags & NtfsAttribute.FLAG_COMPRESSED) != 0;
    }

    boolean isEncrypted() {
        return (flags & NtfsAttribute.FLAG_ENCRYPTED) != 0;
    }

    /** Returns how many clusters are compressed together. */
    int compressionUnit() throws UnmappableException {
        UnmappableException.check(
                compressionUnit > 0 && compressionUnit <= MOST_IN_UNIT,
                what + " is compressed in units of 2^" + compressionUnit + " clusters");
        return 1 << compressionUnit;
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
        return readRuns(offset, count, Math.min(offset + count, valid));
    }

    /** Returns whole clusters as they are stored, whether they belong to the value or not. */
    ByteBuffer readStored(long cluster, int count) throws UnmappableException {
        long offset = cluster * clusters.size();
        int length = Math.multiplyExact(count, clusters.size());
        return readRuns(offset, length, offset + length);
    }

    private ByteBuffer readRuns(long offset, int count, long end) throws UnmappableException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
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
