/** Which operating system is on the disks of a server, found by content. */
@NullMarked
package dev.smc.core.internal.guest.system;

import org.jspecify.annotations.NullMarked;
