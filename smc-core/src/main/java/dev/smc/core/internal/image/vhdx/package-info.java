/** Microsoft's VHDX, from [MS-VHDX]: fixed, dynamic and differencing images, with their log replayed in memory. */
@NullMarked
package dev.smc.core.internal.image.vhdx;

import org.jspecify.annotations.NullMarked;
