/** exFAT. */
@NullMarked
package dev.smc.core.internal.filesystem.exfat;

import org.jspecify.annotations.NullMarked;
