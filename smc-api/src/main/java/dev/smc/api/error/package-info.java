/** The exceptions: all unchecked, each with a code, whether a retry can help, and the way out. */
@NullMarked
package dev.smc.api.error;

import org.jspecify.annotations.NullMarked;
