package dev.smc.transfer.internal.sender;

import java.util.function.LongConsumer;

/** A span on its way, however often it is begun: what is settled of it, and what the observer was told. Thread-safe. */
final class Span {
    private final long number;
    private final LongConsumer settledBytes;
    private long settledChunks;
    private long told;
    private long untold;
    private boolean distrusted;
    private int repairs;

    /** Creates a span; {@code settledBytes} is told of bytes in use that are settled, of each once. */
    Span(long number, LongConsumer settledBytes) {
        this.number = number;
        this.settledBytes = settledBytes;
    }

    long number() {
        return number;
    }

    /** Returns the chunk before which everything is settled at the receiver, since it was sent in this call. */
    synchronized long settledChunks() {
        return settledChunks;
    }

    /** Returns whether nothing is believed that was not read and sent whole. */
    synchronized boolean isDistrusted() {
        return distrusted;
    }

    /** Notes that everything before a chunk is settled, with so many more bytes in use. */
    void settled(long endChunk, long usedBytes) {
        long news;
        synchronized (this) {
            settledChunks = endChunk;
            long old = Math.min(untold, usedBytes);
            untold -= old;
            news = usedBytes - old;
            told += news;
        }
        if (news > 0) {
            settledBytes.accept(news);
        }
    }

    /** Begins it again: what is settled is told again by whoever works at it, but not to the observer. */
    synchronized void again() {
        untold = told;
    }

    /** Begins it again, believing nothing; returns how often that happened. */
    synchronized int distrust() {
        distrusted = true;
        settledChunks = 0;
        untold = told;
        return ++repairs;
    }
}
