package dev.smc.core.internal.filesystem.exfat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Clusters that the table chains, to be read like a file. */
final class ExfatChain {
    private static final int FIRST_CLUSTER = ExfatBootRegion.FIRST_CLUSTER;

    private final DiskRange range;
    private final Clusters clusters;
    private final String what;
    private final long length;
    private long[] chain = new long[8];
    private int count;

    /**
     * Follows the chain that starts with a cluster, to its end.
     *
     * @param most how many bytes it may have
     */
    ExfatChain(DiskRange range, ExfatBootRegion boot, long first, long most, String what) throws UnmappableException {
        this.range = range;
        this.clusters = boot.clusters();
        this.what = what;
        long longest = (most + clusters.size() - 1) / clusters.size();
        for (long cluster = first; cluster != 0xffffffffL; ) {
            UnmappableException.check(
                    clusters.contain(cluster - FIRST_CLUSTER, 1),
                    "the chain of " + what + " leads to cluster " + cluster + " of " + clusters.count());
            UnmappableException.check(count < longest, what + " has more than " + longest + " clusters");
            if (count == chain.length) {
                chain = Arrays.copyOf(chain, count * 2);
            }
            chain[count++] = cluster - FIRST_CLUSTER;
            cluster = Integer.toUnsignedLong(
                    range.read(boot.tableEntry(cluster), Integer.BYTES).getInt());
        }
        this.length = (long) count * clusters.size();
    }

    long length() {
        return length;
    }

    ByteBuffer read(long offset, int bytes) throws UnmappableException {
        UnmappableException.check(
                offset <= length - bytes,
                what + " has " + length + " bytes, " + bytes + " more are needed at " + offset);
        ByteBuffer result = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < bytes; ) {
            long position = offset + done;
            int inCluster = (int) (position % clusters.size());
            int part = Math.min(bytes - done, clusters.size() - inCluster);
            long start = clusters.offset(chain[(int) (position / clusters.size())]) + inCluster;
            result.put(done, range.read(start, part), 0, part);
            done += part;
        }
        return result;
    }

    /** Checks that a map has all of it. */
    void checkMarked(AllocationMap map) throws UnmappableException {
        for (int i = 0; i < count; i++) {
            clusters.checkMarked(map, chain[i], 1, what);
        }
    }
}
