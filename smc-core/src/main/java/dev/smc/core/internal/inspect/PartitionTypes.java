package dev.smc.core.internal.inspect;

import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the types of partitions tell. */
final class PartitionTypes {
    private static final Set<String> EFI_SYSTEM = Set.of("EF", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B");
    /** What the firmware of IBM Power starts. */
    private static final Set<String> PREP = Set.of("41", "9E1A2D38-C612-4316-AA26-8B49521E5A8B");

    private static final String BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";

    private static final String DYNAMIC_DISKS = "Windows dynamic disks";

    /** A file system at the start of such a partition may span others, or be stale. */
    private static final Map<String, String> CONTAINERS = Map.of(
            "42", DYNAMIC_DISKS,
            "5808C8AA-7E8F-42E0-85D2-E1E90434CFB3", DYNAMIC_DISKS,
            "AF9B60A0-1431-4F62-BC68-3311714A69AD", DYNAMIC_DISKS,
            "E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D", "Windows Storage Spaces");

    private PartitionTypes() {}

    /** Returns what a partition is a part of, if its type says so. */
    static Optional<String> container(Partition partition) {
        return Optional.ofNullable(CONTAINERS.get(partition.type()));
    }

    /** Returns why nothing in a partition can be understood, if its type says so. */
    static Optional<String> problem(Partition partition) {
        return container(partition)
                .map(container -> "it belongs to " + container + ", whose volumes are not understood");
    }

    /** Returns whether a partition holds a program that only its boot loader understands. */
    static boolean isBiosBoot(Partition partition) {
        return partition.type().equals(BIOS_BOOT);
    }

    /** Returns what a partition is needed for, as far as the table tells. */
    static PartitionRole role(Partition partition) {
        boolean boots = isBiosBoot(partition)
                || EFI_SYSTEM.contains(partition.type())
                || PREP.contains(partition.type())
                || partition.isActive();
        return boots ? PartitionRole.BOOT : PartitionRole.NORMAL;
    }

    /** Returns whether nothing but UEFI starts from a disk: that finds its files by the partitions of GPT, wherever they are. */
    static boolean isUefiOnly(PartitionScheme scheme) {
        return scheme.table() == PartitionTable.GPT
                && scheme.partitions().stream().anyMatch(p -> EFI_SYSTEM.contains(p.type()))
                && scheme.partitions().stream().noneMatch(PartitionTypes::isBiosBoot);
    }

    /** Returns what starts from a disk. */
    static Firmware firmware(PartitionScheme scheme, boolean hasBootCode) {
        if (scheme.partitions().stream().anyMatch(p -> EFI_SYSTEM.contains(p.type()))) {
            return Firmware.UEFI;
        }
        boolean bios = hasBootCode || scheme.partitions().stream().anyMatch(PartitionTypes::isBiosBoot);
        return bios ? Firmware.BIOS : Firmware.UNKNOWN;
    }
}
