/** Partition tables, and what of a disk is in use. */
@NullMarked
package dev.smc.core.internal.partition;

import org.jspecify.annotations.NullMarked;
