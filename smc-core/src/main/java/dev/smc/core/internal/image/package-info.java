/** Disk images as block sources and targets: raw files, block devices and qcow2, read and written from their specifications. */
@NullMarked
package dev.smc.core.internal.image;

import org.jspecify.annotations.NullMarked;
