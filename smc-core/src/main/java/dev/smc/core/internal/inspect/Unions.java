package dev.smc.core.internal.inspect;

import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.ext.ExtFileSystem;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names what partitions and disks are parts of, where that may lie on several: losing one part may lose all of it. */
final class Unions {
    /** Of which it is not known which parts belong together, so that they are taken for parts of one. */
    private static final Set<String> POOLS = Set.of(
            "isw_raid",
            "ddf_raid",
            "nvidia_raid",
            "lsi_raid",
            "geom",
            "drbd",
            "zfs",
            "bcache",
            "bcachefs",
            "stratis",
            "asm");

    private static final Set<String> EXT = Set.of("ext2", "ext3", "ext4");

    private static final String LVM = "LVM";

    private final boolean areGroupsKnown;

    /**
     * Creates the names for a server.
     *
     * @param parts what its disks are divided into
     */
    Unions(List<DiskPart> parts) {
        this.areGroupsKnown =
                parts.stream().flatMap(part -> of(part.content()).stream()).noneMatch(LVM::equals);
    }

    /** Returns what a partition or disk is a part of. */
    Optional<String> of(DiskPart part) {
        if (!areGroupsKnown && part.content().content().equals(Signatures.LVM2)) {
            return Optional.of(LVM);
        }
        return part.partition()
                .flatMap(PartitionTypes::container)
                .or(() -> of(part.content()))
                .or(() -> EXT.contains(part.content().content())
                        ? ExtFileSystem.externalJournal(part.range()).map(journal -> "ext journal " + journal)
                        : Optional.empty());
    }

    /** Returns what some content is a part of. */
    static Optional<String> of(FileSystem content) {
        return switch (content.content()) {
            case Signatures.LVM2 ->
                Optional.of(
                        content.label().map(group -> "volume group " + group).orElse(LVM));
            case "mdraid" -> Optional.of("md array " + content.uuid().orElse(""));
            // Of one device, it has a map, unless it is damaged.
            case Signatures.BTRFS ->
                content.allocation().isPresent()
                        ? Optional.empty()
                        : Optional.of("btrfs " + content.uuid().orElse(""));
            default -> POOLS.contains(content.content()) ? Optional.of(content.content()) : Optional.empty();
        };
    }
}
