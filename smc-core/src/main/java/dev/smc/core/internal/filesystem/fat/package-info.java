/** FAT12, FAT16 and FAT32. */
@NullMarked
package dev.smc.core.internal.filesystem.fat;

import org.jspecify.annotations.NullMarked;
