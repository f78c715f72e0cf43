/** btrfs. */
@NullMarked
package dev.smc.core.internal.filesystem.btrfs;

import org.jspecify.annotations.NullMarked;
