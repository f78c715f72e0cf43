package dev.smc.core.internal.undo;

/**
 * A disk that a journal is for.
 *
 * @param location where it was when the journal was written
 * @param sizeBytes its size, which must still be the same
 */
public record JournalDisk(String location, long sizeBytes) {}
