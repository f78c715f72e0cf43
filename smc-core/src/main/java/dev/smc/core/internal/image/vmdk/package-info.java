/** VMware's VMDK, from its specifications (Virtual Disk Format 1.1 and 5.0), and seSparse as QEMU knows it. */
@NullMarked
package dev.smc.core.internal.image.vmdk;

import org.jspecify.annotations.NullMarked;
