package dev.smc.spi.transport;

import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.DiskResult;

/** An open channel to the receiver of one run of one job. Thread-safe; disks may be replicated at once. */
public interface ReplicationChannel extends AutoCloseable {

    /**
     * Makes the target equal to the source on what is in use, and zeros elsewhere. Sends only what the receiver's durable record
     * does not show to be there already, so a call after a crash goes on where the last one was. Returns when all of it is on
     * stable storage, and, if asked for, read back and compared.
     *
     * <p>A connection that breaks is opened again a few times, with growing pauses, before the call fails.
     *
     * @return what was done; the byte counts are those of this call
     * @throws dev.smc.api.error.SourceReadException if the source cannot be read
     * @throws dev.smc.api.error.TargetWriteException if the target cannot be written
     * @throws dev.smc.api.error.TransportException code {@code CONNECTION_LOST} if the receiver stays out of reach, {@code
     *     FRAME_CORRUPT} if bytes keep changing on their way, {@code STALE_EPOCH} if a newer owner has taken over, {@code
     *     VERIFICATION_FAILED} if the target does not read back as sent, {@code STOPPED} if the channel was closed meanwhile
     */
    DiskResult replicate(DiskReplication replication, TransferObserver observer);

    /** Changes the limit on bytes on the wire, also for what is running. */
    void limit(Bandwidth bandwidth);

    /** Closes the channel. Running calls of {@link #replicate} end with code {@code STOPPED}. Closing twice does nothing. */
    @Override
    void close();
}
