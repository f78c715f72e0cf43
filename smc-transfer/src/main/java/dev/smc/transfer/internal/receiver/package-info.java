/** The side that writes the target. */
@NullMarked
package dev.smc.transfer.internal.receiver;

import org.jspecify.annotations.NullMarked;
