/** The implementation of the API on top of the engine and the store. */
@NullMarked
package dev.smc.core.internal.center;

import org.jspecify.annotations.NullMarked;
