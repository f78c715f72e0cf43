package dev.smc.api.model;

/** What a transfer waits for most. */
public enum Bottleneck {
    /** Reading the source. */
    SOURCE,
    /** Digests and compression: a lower compression level may be faster. */
    CPU,
    /** The network, or a receiver that does not keep up with it: a higher compression level may be faster. */
    NETWORK,
    /** The limit on bandwidth. */
    BANDWIDTH_LIMIT,
    /** Writing at the receiver. */
    TARGET
}
