/** What every disk image format stands on: files and devices, their holes, images behind images, and raw disks. */
@NullMarked
package dev.smc.core.internal.image.file;

import org.jspecify.annotations.NullMarked;
