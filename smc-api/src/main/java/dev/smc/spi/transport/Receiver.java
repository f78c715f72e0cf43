package dev.smc.spi.transport;

import java.net.InetSocketAddress;

/** A running receiver. Thread-safe. */
public interface Receiver extends AutoCloseable {

    /** Returns the address it listens on. */
    InetSocketAddress address();

    /**
     * Stops receiving, breaking open channels, and returns when no thread of the receiver touches its targets any more. The
     * targets stay open: they belong to whoever opened them. Closing twice does nothing.
     */
    @Override
    void close();
}
