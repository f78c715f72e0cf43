package dev.smc.spi.transport;

/**
 * Carries the blocks of disks from a source to a receiver, and only those that differ. Found by {@link java.util.ServiceLoader},
 * or handed to {@link dev.smc.api.MigrationCenter.Builder#transport}. Thread-safe.
 *
 * <p>One run of a job: the centre mints identities, an intermediate instance starts the receiver with its identity and its
 * disks, the side that reads the source opens a channel to the receiver's address and replicates each disk.
 *
 * <p>A third party shows that its implementation keeps this contract with {@code TransportContractTest}, published in the
 * {@code tests} jar of this module.
 */
public interface Transport {

    /** Returns the name of the transport, for messages. */
    String id();

    /** Returns fresh identities for one run of a job. They are never stored: a resumed job gets new ones. */
    SessionIdentities mint(String jobId, long epoch);

    /**
     * Starts to receive. Returns when the address can be connected to.
     *
     * @throws dev.smc.api.error.TransportException if the address cannot be bound, or the epoch is older than one that the state
     *     of a disk has seen
     */
    Receiver receive(ReceiverSpec spec);

    /**
     * Opens a channel to a receiver, proving that both sides belong to the job.
     *
     * @throws dev.smc.api.error.TransportException if the receiver cannot be reached or is not the one of this run
     */
    ReplicationChannel connect(ChannelSpec spec);
}
