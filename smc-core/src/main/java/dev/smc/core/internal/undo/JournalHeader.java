package dev.smc.core.internal.undo;

import java.util.List;

/** What a journal says of itself. */
record JournalHeader(List<JournalDisk> disks) {}
