package dev.smc.core.internal.partition;

import java.nio.ByteBuffer;

/**
 * A part of a partition table, to be written to a disk.
 *
 * @param offset where, in bytes
 * @param bytes what, from its position to its limit
 */
public record TablePiece(long offset, ByteBuffer bytes) {}
