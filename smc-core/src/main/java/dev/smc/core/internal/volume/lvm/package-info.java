/** Volume groups of LVM2: their metadata, their logical volumes as disks of their own, and which extents are in use. */
@NullMarked
package dev.smc.core.internal.volume.lvm;

import org.jspecify.annotations.NullMarked;
