/** What is between disks and file systems: logical volumes, members of arrays, and encrypted containers. */
@NullMarked
package dev.smc.core.internal.volume;

import org.jspecify.annotations.NullMarked;
