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
 */
public record Partition(int index, long start, long size, String type, Optional<String> name) {
    public long end() {
        return start + size;
    }
}
