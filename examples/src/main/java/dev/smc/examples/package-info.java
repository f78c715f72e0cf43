/** The first code that a reader of the README sees, compiled. */
@NullMarked
package dev.smc.examples;

import org.jspecify.annotations.NullMarked;
