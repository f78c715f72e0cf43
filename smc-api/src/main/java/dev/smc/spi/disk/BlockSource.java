package dev.smc.spi.disk;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A disk that can be read at any position: a file of some disk image format, a block device, or an export on the network.
 *
 * <p>Thread safety: every method may be called from several threads at once; reads are positional and share no cursor.
 * Implementations open what is below them read-only and never change it.
 *
 * <p>A third party shows that its implementation keeps this contract with {@code BlockSourceContractTest}, published in the
 * {@code tests} jar of this module.
 */
public interface BlockSource extends AutoCloseable {

    /** Returns where the disk comes from, for messages: a path or an address, without secrets. */
    String location();

    /** Returns the name of the disk image format, in lower case: {@code raw}, {@code qcow2}, ... */
    String format();

    /** Returns the size of the disk as its guest sees it, in bytes; it does not change while the source is open. */
    long size();

    /** Returns the size of a logical sector in bytes, 512 or 4096. */
    default int sectorSize() {
        return 512;
    }

    /**
     * Fills {@code target} from its position to its limit with the bytes from {@code offset} on, and moves its position to its
     * limit.
     *
     * @throws IndexOutOfBoundsException if the range is not within {@code [0, size())}
     * @throws dev.smc.api.error.SourceReadException if the range cannot be read, for example because the file was truncated
     * @throws dev.smc.api.error.CorruptDiskException if the format's structures are damaged
     */
    void read(long offset, ByteBuffer target);

    /**
     * Returns what the format knows of a range without reading its data: adjacent, in order, together exactly the range, with
     * neighbours of different kinds. A source that knows nothing answers one {@link Extent.Kind#DATA} extent.
     *
     * <p>To keep memory bounded, callers ask for at most some GiB at a time.
     *
     * @throws IndexOutOfBoundsException if the range is not within {@code [0, size())}
     * @throws dev.smc.api.error.SourceReadException if the structures cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures are damaged
     */
    List<Extent> extents(long offset, long length);

    /**
     * Returns what may have been written to the disk since an earlier time, if something keeps count of that: a dirty bitmap, for
     * example. Empty, the default, if nothing does. Incremental rounds then read only that.
     *
     * <p>Whoever gives such a source to a job answers for that time: it must not be later than when the job opened the disk before;
     * an earlier time is always right. Where not every write since is known, the whole disk is to be answered, never less: what is
     * left out here is neither read nor compared, and no later check can notice it. The job does its part by reading the whole disk
     * whenever it opened the disk before and did not get to the end of it.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read
     */
    default Optional<AllocationMap> changed() {
        return Optional.empty();
    }

    /** Closes what this source opened. Closing twice does nothing. */
    @Override
    void close();
}
