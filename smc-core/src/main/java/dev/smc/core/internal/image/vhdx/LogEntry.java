package dev.smc.core.internal.image.vhdx;

/**
 * An entry of the log that was found to be whole. Offsets count from the start of the log, which is a ring.
 *
 * @param start where it starts, less than the length of the log
 * @param length of it in bytes
 * @param tail where the oldest entry starts that was not yet carried out when this one was written
 * @param sequence its number, one more than that of the entry before
 * @param descriptors how many writes it describes
 * @param flushedSize how long the file was at least when it was written
 * @param lastSize how long the file must be to hold everything that was allocated then
 */
record LogEntry(long start, long length, long tail, long sequence, long descriptors, long flushedSize, long lastSize) {}
