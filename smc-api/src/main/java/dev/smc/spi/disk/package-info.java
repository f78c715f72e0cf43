/** Disks as the engine sees them: sources, targets, extents and allocation maps. */
@NullMarked
package dev.smc.spi.disk;

import org.jspecify.annotations.NullMarked;
