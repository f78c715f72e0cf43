/** What a BIOS starts from a disk: what of it knows its own place, and how it is moved to another. */
@NullMarked
package dev.smc.core.internal.bootcode;

import org.jspecify.annotations.NullMarked;
