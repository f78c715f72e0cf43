package dev.smc.core.internal.job;

import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.store.Store;
import dev.smc.spi.transport.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the engine works with.
 *
 * @param store what survives
 * @param clouds where jobs end
 * @param transport what carries the blocks
 * @param disks opens source disks
 * @param rights how guests may be edited here
 * @param executor runs a thread for each running job and each of its disks
 * @param clock tells the time of day
 * @param ticker measures time, in nanoseconds
 * @param retryPauses how long to wait before each repetition of a call that failed
 */
public record Environment(
        Store store,
        Clouds clouds,
        Transport transport,
        DiskOpener disks,
        EditingRights rights,
        Executor executor,
        InstantSource clock,
        LongSupplier ticker,
        List<Duration> retryPauses) {}
