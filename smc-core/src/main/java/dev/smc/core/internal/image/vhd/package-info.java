/** Microsoft's VHD, from its Virtual Hard Disk Image Format Specification 1.0: fixed, dynamic and differencing images. */
@NullMarked
package dev.smc.core.internal.image.vhd;

import org.jspecify.annotations.NullMarked;
