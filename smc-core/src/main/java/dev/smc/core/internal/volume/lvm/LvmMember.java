package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;

/**
 * A physical volume that was found.
 *
 * @param range all of it
 * @param label what it says it is
 */
record LvmMember(DiskRange range, LvmLabel label) {}
