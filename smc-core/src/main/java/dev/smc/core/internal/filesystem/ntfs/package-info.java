/** NTFS. */
@NullMarked
package dev.smc.core.internal.filesystem.ntfs;

import org.jspecify.annotations.NullMarked;
