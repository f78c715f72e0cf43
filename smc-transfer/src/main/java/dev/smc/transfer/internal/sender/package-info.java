/** The side that reads the source. */
@NullMarked
package dev.smc.transfer.internal.sender;

import org.jspecify.annotations.NullMarked;
