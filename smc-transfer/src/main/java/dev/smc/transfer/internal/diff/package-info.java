/** What of a disk has to travel, given what the receiver has. */
@NullMarked
package dev.smc.transfer.internal.diff;

import org.jspecify.annotations.NullMarked;
