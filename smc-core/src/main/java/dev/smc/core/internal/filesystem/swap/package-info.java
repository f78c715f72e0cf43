/** Swap areas of Linux. */
@NullMarked
package dev.smc.core.internal.filesystem.swap;

import org.jspecify.annotations.NullMarked;
