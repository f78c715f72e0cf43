/** The programs of this machine: how they are found and run. */
@NullMarked
package dev.smc.core.internal.tool;

import org.jspecify.annotations.NullMarked;
