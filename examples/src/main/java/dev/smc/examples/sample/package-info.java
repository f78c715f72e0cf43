/** A sample server disk made in pure Java: a GPT with a real ext4 file system full of files. */
@NullMarked
package dev.smc.examples.sample;

import org.jspecify.annotations.NullMarked;
