/** Chunks of a disk, their digests, and the receiver's durable record of them. */
@NullMarked
package dev.smc.transfer.internal.chunk;

import org.jspecify.annotations.NullMarked;
