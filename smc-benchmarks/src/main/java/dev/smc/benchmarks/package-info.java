/** Measures what the data plane does to every byte. */
@NullMarked
package dev.smc.benchmarks;

import org.jspecify.annotations.NullMarked;
