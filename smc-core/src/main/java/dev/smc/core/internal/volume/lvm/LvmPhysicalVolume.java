package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.Set;

/**
 * A physical volume as the metadata of its group describes it.
 *
 * @param id its identifier, as its label has it
 * @param device what it was called when the metadata was written
 * @param start where its first extent starts, in bytes
 * @param extents how many it has
 * @param missing whether the group was changed without it, so that what is on it may be old
 */
record LvmPhysicalVolume(String id, String device, long start, long extents, boolean missing) {
    private static final Set<String> KNOWN = Set.of("ALLOCATABLE", "EXPORTED", "MISSING");
    private static final long MOST_SECTORS = Long.MAX_VALUE / LvmMetadata.SECTOR / 2;

    static LvmPhysicalVolume parse(LvmSection section) throws UnmappableException {
        LvmMetadata.checkStatus(section, KNOWN);
        return new LvmPhysicalVolume(
                LvmGroupCopy.id(section),
                section.optionalText("device").orElse("unknown"),
                section.number("pe_start", MOST_SECTORS) * LvmMetadata.SECTOR,
                section.number("pe_count", LvmSection.LARGEST_COUNT),
                section.texts("status").contains("MISSING")
                        || section.texts("flags").contains("MISSING"));
    }
}
