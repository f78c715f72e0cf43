package dev.smc.transfer.internal.receiver;

import dev.smc.transfer.internal.chunk.Manifest;
import java.util.concurrent.Future;

/**
 * One DATA or ZERO frame on its way to stable storage.
 *
 * @param written what the manifest will say
 * @param bytes raw bytes of data
 * @param write ends when the target has taken it
 */
record Block(Manifest.Written written, long bytes, Future<?> write) {}
