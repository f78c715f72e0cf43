/** The rules that hold between all modules. They live here because this module alone sees every other. */
@NullMarked
package dev.smc.architecture;

import org.jspecify.annotations.NullMarked;
