/** Windows on the disks of a server, looked at without starting it. */
@NullMarked
package dev.smc.core.internal.guest.windows;

import org.jspecify.annotations.NullMarked;
