/** What is on the disks of a server: partition tables, file systems, and which bytes are in use. */
@NullMarked
package dev.smc.core.internal.inspect;

import org.jspecify.annotations.NullMarked;
