package dev.smc.core.internal.filesystem;

import dev.smc.spi.disk.AllocationMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a partition holds.
 *
 * @param content its name, such as {@code ext4}, or {@code unknown}
 * @param label what it is called
 * @param uuid its identifier
 * @param allocation what of the partition is in use, from its start; empty if that is not known, so that all of it counts
 * @param sizeBytes how many bytes from the start of the partition it spans by its own account; empty if it gives none
 * @param reason why that is not known; empty if it is
 */
public record FileSystem(
        String content,
        Optional<String> label,
        Optional<String> uuid,
        Optional<AllocationMap> allocation,
        OptionalLong sizeBytes,
        String reason) {

    /** The name of what is not recognised. */
    public static final String UNKNOWN = "unknown";

    /** Returns how many bytes are free of a partition of {@code length} bytes, if that is known. */
    public OptionalLong freeBytes(long length) {
        return allocation.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(
                        0,
                        Math.min(length, sizeBytes.orElse(length))
                                - allocation.get().usedBytes()));
    }

    public static FileSystem unmapped(String content, String reason) {
        return new FileSystem(
                content, Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), reason);
    }
}
