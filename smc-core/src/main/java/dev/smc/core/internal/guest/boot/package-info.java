/** How a guest's boot loader is told which kernel to start, and how. */
@NullMarked
package dev.smc.core.internal.guest.boot;

import org.jspecify.annotations.NullMarked;
