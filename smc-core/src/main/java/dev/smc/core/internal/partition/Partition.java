package dev.smc.core.internal.partition;

import java.util.Optional;

/**
 * A partition as its table describes it, known to lie on the disk.
 *
 * @param index its number, from 1
 * @param start its first byte
 * @param size in bytes
 * @param type two hexadecimal digits, or a GUID in upper case
 * @param name what the table calls it
 * @param uuid its unique GUID in upper case; MBR has none
 * @param attributes the attribute bits of GPT; of MBR the status, where bit 7 marks what a BIOS starts
 */
public record Partition(
        int index, long start, long size, String type, Optional<String> name, Optional<String> uuid, long attributes) {
    public long end() {
        return start + size;
    }

    /** Returns whether the table marks it as the one that a BIOS starts: by the status of MBR, or its like in GPT. */
    public boolean isActive() {
        long mask = uuid.isPresent() ? 1 << 2 : 1 << 7;
        return (attributes & mask) != 0;
    }
}
