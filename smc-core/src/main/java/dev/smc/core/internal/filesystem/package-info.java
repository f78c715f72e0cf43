/** File systems, as far as it takes to know which of their blocks are in use. */
@NullMarked
package dev.smc.core.internal.filesystem;

import org.jspecify.annotations.NullMarked;
