/** Frames, their codec, and the connection that carries them. */
@NullMarked
package dev.smc.transfer.internal.wire;

import org.jspecify.annotations.NullMarked;
