package dev.smc.core.internal.guest.windows;

/** The bytes of a registry hive, to be read at any offset. */
public interface HiveBytes {
    /** Returns how many there are. */
    long size();

    /**
     * Returns {@code length} bytes from {@code offset} on, all of which are there.
     *
     * @throws dev.smc.api.error.CorruptDiskException if the file system is damaged
     * @throws dev.smc.api.error.SourceReadException if the disk cannot be read
     */
    byte[] read(long offset, int length);
}
