package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.CopyListener;
import java.nio.file.Path;

/**
 * How to unpack what cannot be read where it is.
 *
 * @param directory where it is unpacked, for as long as it is open; created when needed
 * @param listener is told how much of the packed file was read, and can end it
 */
public record Unpacking(Path directory, CopyListener listener) {}
