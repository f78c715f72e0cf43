/**
 * What a guest's kernels and their initial RAM disks hold, read from disk without running any of its code, and what is appended to
 * such an image so that it finds the disk on other hardware.
 */
@NullMarked
package dev.smc.core.internal.guest.initramfs;

import org.jspecify.annotations.NullMarked;
