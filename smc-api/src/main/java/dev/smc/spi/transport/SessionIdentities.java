package dev.smc.spi.transport;

/**
 * The two identities of one run of one job; each accepts the other and nobody else.
 *
 * @param sender for the side that reads the source
 * @param receiver for the side that writes the target
 */
public record SessionIdentities(PeerIdentity sender, PeerIdentity receiver) {}
