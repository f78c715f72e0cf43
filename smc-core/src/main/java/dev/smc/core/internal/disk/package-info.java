/** Parts of disks, and what of them is in use. */
@NullMarked
package dev.smc.core.internal.disk;

import org.jspecify.annotations.NullMarked;
