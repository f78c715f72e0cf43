package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/**
 * The content of a file, which may be sparse or compressed. Compressed files are cut into units of some clusters. Of a unit that was
 * compressed only the first clusters are there, and the rest is a hole; one that could not be made smaller has all of them, and
 * one of zeros none.
 */
final class NtfsContent {
    private final NtfsStream stream;
    private final Clusters clusters;
    private final String what;

    /** Takes a value that is not encrypted, with all pieces added. */
    NtfsContent(NtfsStream stream, Clusters clusters, String what) throws UnmappableException {
        this.stream = stream.completeInAnyForm();
        this.clusters = clusters;
        this.what = what;
    }

    /** Returns up to {@code length} bytes from {@code offset} on; fewer only at the end. */
    byte[] read(long offset, int length) throws UnmappableException {
        int count = (int) Math.max(0, Math.min(length, stream.length() - offset));
        if (count == 0 || !stream.isCompressed()) {
            return stream.read(Math.min(offset, stream.length()), count).array();
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        int unitSize = Math.multiplyExact(stream.compressionUnit(), clusters.size());
        while (bytes.hasRemaining()) {
            long position = offset + bytes.position();
            int inUnit = (int) (position % unitSize);
            bytes.put(unit(position / unitSize), inUnit, Math.min(bytes.remaining(), unitSize - inUnit));
        }
        return bytes.array();
    }

    private byte[] unit(long number) throws UnmappableException {
        int count = stream.compressionUnit();
        long first = number * count;
        int size = count * clusters.size();
        int stored = stored(first, count);
        if (stored < count && stored > 0) {
            return Lznt1.decompress(stream.readStored(first, stored), size, what);
        }
        byte[] bytes = new byte[size];
        long start = number * size;
        int used = (int) Math.min(size, stream.length() - start);
        stream.read(start, used).get(0, bytes, 0, used);
        return bytes;
    }

    /** Returns how many clusters of a unit are there before its hole. */
    private int stored(long first, int count) throws UnmappableException {
        NtfsRuns runs = stream.runs();
        long position = first;
        while (position < first + count) {
            UnmappableException.check(position < runs.end(), what + " has a unit that is cut off");
            int run = runs.find(position);
            if (runs.isHole(run)) {
                return (int) (position - first);
            }
            position = runs.end(run);
        }
        return count;
    }
}
