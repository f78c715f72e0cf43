package dev.smc.transfer.internal.sender;

import java.util.concurrent.atomic.AtomicLong;

/** What one call has done, over all tries. Thread-safe. */
final class Counters {
    final AtomicLong changed = new AtomicLong();
    final AtomicLong sent = new AtomicLong();
    final AtomicLong wire = new AtomicLong();
}
