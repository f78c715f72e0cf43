/** The command line {@code smc}: one class a command, over the public API alone. */
@NullMarked
package dev.smc.examples.cli;

import org.jspecify.annotations.NullMarked;
