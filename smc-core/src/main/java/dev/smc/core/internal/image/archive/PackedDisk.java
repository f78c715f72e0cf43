package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.ImageFile;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk in an archive.
 *
 * @param name by which it is chosen
 * @param stored gives the file that holds what is stored of it
 * @param sparse where that belongs; null if it is stored whole
 */
record PackedDisk(
        String name, Supplier<ImageFile> stored, @Nullable SparseMap sparse) {}
