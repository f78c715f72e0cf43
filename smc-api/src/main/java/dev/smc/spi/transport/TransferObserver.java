package dev.smc.spi.transport;

import dev.smc.api.model.Bottleneck;

/**
 * Is told how a transfer moves. Called often, from several threads; it must not block. Every method gives an amount since the
 * last call of it.
 */
public interface TransferObserver {
    /** Ignores everything. */
    TransferObserver NONE = new TransferObserver() {};

    /**
     * Bytes in use of the source are settled: found to be at the target already, or acknowledged by the receiver as being on
     * stable storage. At the end of a round their sum is the used bytes.
     */
    default void settled(long bytes) {}

    /** Bytes of data, before compression, were handed to the wire. */
    default void sent(long bytes) {}

    /** Bytes crossed the wire, in either direction. */
    default void wire(long bytes) {}

    /** A stream of the disk waited for something before it could send on. */
    default void waited(Bottleneck on, long nanos) {}
}
