/** VirtualBox's VDI, version 1.1, as the headers of its sources describe it: dynamic, static and differencing images. */
@NullMarked
package dev.smc.core.internal.image.vdi;

import org.jspecify.annotations.NullMarked;
