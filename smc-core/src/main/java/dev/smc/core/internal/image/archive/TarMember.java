package dev.smc.core.internal.image.archive;

import org.jspecify.annotations.Nullable;

/**
 * A file in a tar archive.
 *
 * @param name as written
 * @param position of its data in the archive
 * @param stored how many bytes of it are in the archive
 * @param sparse where they belong; null if the member has no holes
 */
record TarMember(
        String name, long position, long stored, @Nullable SparseMap sparse) {
    /** Returns the name without directories. */
    String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
