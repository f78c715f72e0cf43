/** Changes of disks that can be looked at before they are made, and undone after; {@code docs/formats/undo.md}. */
@NullMarked
package dev.smc.core.internal.undo;

import org.jspecify.annotations.NullMarked;
