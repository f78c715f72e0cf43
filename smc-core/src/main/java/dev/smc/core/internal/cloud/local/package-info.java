/** The local cloud: disks, snapshots and images as files of a directory, and instances inside this process. */
@NullMarked
package dev.smc.core.internal.cloud.local;

import org.jspecify.annotations.NullMarked;
