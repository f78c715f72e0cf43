package dev.smc.spi.disk;

import java.nio.ByteBuffer;

/**
 * A disk that can be written, and read back, at any position.
 *
 * <p>Thread safety: every method may be called from several threads at once as long as concurrent writes do not overlap.
 *
 * <p>A third party shows that its implementation keeps this contract with {@code BlockTargetContractTest}, published in the
 * {@code tests} jar of this module.
 */
public interface BlockTarget extends BlockSource {

    /**
     * Writes {@code source} from its position to its limit at {@code offset}, and moves its position to its limit. What was
     * written is read back at once, but survives a crash only after {@link #force()}.
     *
     * @throws IndexOutOfBoundsException if the range is not within {@code [0, size())}
     * @throws dev.smc.api.error.TargetWriteException if it cannot be written; code {@code TARGET_FULL} if there is no space
     */
    void write(long offset, ByteBuffer source);

    /**
     * Makes a range read as zeros, giving its storage back where that is possible.
     *
     * @throws IndexOutOfBoundsException if the range is not within {@code [0, size())}
     * @throws dev.smc.api.error.TargetWriteException if it cannot be written
     */
    void zero(long offset, long length);

    /**
     * Returns when everything written before the call is on stable storage.
     *
     * @throws dev.smc.api.error.TargetWriteException if that cannot be promised; what was written since the last successful
     *     call must then be taken as lost
     */
    void force();
}
