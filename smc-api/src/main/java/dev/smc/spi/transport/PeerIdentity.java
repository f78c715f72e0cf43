package dev.smc.spi.transport;

/**
 * What one side of a channel proves itself with, and what it accepts of the other side. Its bytes are a secret: they are handed
 * to the machine that needs them and are never logged or stored. The meaning of the bytes is the transport's.
 */
public final class PeerIdentity {
    private final byte[] encoded;

    /** Creates an identity of the bytes that {@link #encoded()} gave. */
    public PeerIdentity(byte[] encoded) {
        this.encoded = encoded.clone();
    }

    /** Returns the secret bytes. */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "PeerIdentity{redacted}";
    }
}
