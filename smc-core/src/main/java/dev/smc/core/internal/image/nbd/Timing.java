package dev.smc.core.internal.image.nbd;

import java.time.Duration;

/**
 * How long to wait for a server, and how often to try again.
 *
 * @param connect for a TCP connection
 * @param handshake for all up to the transmission phase; a server may have to open something far away
 * @param silence for the next part of any reply, while some are due
 * @param tries of a request over broken connections
 * @param errorTries of a request that the server answers with an error
 * @param firstPause between two tries, doubled from then on; a connection that broke is opened again at once
 * @param longestPause between two tries
 */
record Timing(
        Duration connect,
        Duration handshake,
        Duration silence,
        int tries,
        int errorTries,
        Duration firstPause,
        Duration longestPause) {
    static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            9,
            4,
            Duration.ofMillis(250),
            Duration.ofSeconds(8));

    /** Returns the pause after a number of failures in a row, at least 1. */
    Duration pause(int failures) {
        if (failures == 1) {
            return Duration.ZERO;
        }
        Duration doubled = firstPause.multipliedBy(1L << Math.min(failures - 2, 20));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
