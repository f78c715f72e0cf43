/** Edits of a guest's files: as data to be reviewed, and as changes of its disks. */
@NullMarked
package dev.smc.core.internal.guest.edit;

import org.jspecify.annotations.NullMarked;
