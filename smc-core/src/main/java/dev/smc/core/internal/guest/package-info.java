/** The guest: what its disks tell of it and of the platform it runs on. */
@NullMarked
package dev.smc.core.internal.guest;

import org.jspecify.annotations.NullMarked;
