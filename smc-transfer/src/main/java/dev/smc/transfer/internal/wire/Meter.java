package dev.smc.transfer.internal.wire;

/** Is told what happens on a connection. Called from several threads. */
public interface Meter {
    /** Ignores everything. */
    Meter NONE = bytes -> {};

    /** Bytes crossed the wire, in either direction. */
    void crossed(long bytes);

    /** Sending was held up by the network. */
    default void blocked(long nanos) {}

    /** Sending was held up by the bandwidth limit. */
    default void limited(long nanos) {}
}
