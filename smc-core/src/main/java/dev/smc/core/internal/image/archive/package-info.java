/** Disks inside archives: appliances (OVA, OVF), tar archives, and what gzip compressed. */
@NullMarked
package dev.smc.core.internal.image.archive;

import org.jspecify.annotations.NullMarked;
