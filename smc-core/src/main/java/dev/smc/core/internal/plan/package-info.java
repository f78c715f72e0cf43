/** Partition plans: what they come to, everything that can be wrong with them, and the disks that they make. */
@NullMarked
package dev.smc.core.internal.plan;

import org.jspecify.annotations.NullMarked;
