package dev.smc.transfer.internal.sender;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What all disks of a channel share.
 *
 * @param dialer opens connections
 * @param workshop workers and buffers
 * @param retry how patient to be
 * @param random for the pauses
 * @param pauser waits between two tries
 */
record ChannelTools(Dialer dialer, Workshop workshop, RetryPolicy retry, RandomGenerator random, Pauser pauser) {
    /** Waits between two tries. */
    interface Pauser {
        /** Returns after that time, or throws when the channel was closed meanwhile. */
        void pause(Duration duration) throws InterruptedException;
    }
}
