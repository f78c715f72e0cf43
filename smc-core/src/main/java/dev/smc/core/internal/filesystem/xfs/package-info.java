/** XFS. */
@NullMarked
package dev.smc.core.internal.filesystem.xfs;

import org.jspecify.annotations.NullMarked;
