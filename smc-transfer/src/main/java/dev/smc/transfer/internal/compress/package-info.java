/** Compression of blocks. */
@NullMarked
package dev.smc.transfer.internal.compress;

import org.jspecify.annotations.NullMarked;
