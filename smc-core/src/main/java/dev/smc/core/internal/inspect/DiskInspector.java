package dev.smc.core.internal.inspect;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.bootcode.BootCode;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.partition.Mbr;
import dev.smc.core.internal.partition.Overlaps;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.core.internal.partition.PartitionTables;
import dev.smc.core.internal.volume.RaidMember;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is on a disk, and which of its bytes are in use: those that the image format has data for, except free blocks
 * of file systems that are understood. Partition tables, boot areas, gaps and everything else count as used.
 *
 * <p>It does so in two steps, because what is in use of a physical volume may be written on another disk: {@link #parts()} are
 * the partitions and what they hold, and {@link #finish} takes {@link #known} ones, with what was found out about some meanwhile.
 */
public final class DiskInspector {
    /** Format extents are asked for in windows, so that memory does not grow with the disk. */
    private static final long WINDOW = 1L << 30;

    private static final Set<String> WINDOWS = Set.of("ntfs", "refs", "bitlocker");

    private static final Logger LOG = LoggerFactory.getLogger(DiskInspector.class);

    private final BlockSource disk;
    private final DiskRange whole;
    private final PartitionScheme scheme;
    private final Optional<RaidMember> member;
    private final List<DiskPart> parts;

    DiskInspector(BlockSource disk) {
        this.disk = disk;
        this.whole = new DiskRange(disk, 0, disk.size());
        List<String> contents = Signatures.find(whole);
        this.member = RaidMember.find(whole);
        this.scheme = scheme(contents);
        this.parts = scheme.table() == PartitionTable.NONE
                ? List.of(new DiskPart(Optional.empty(), whole, FileSystems.identify(whole), Optional.empty()))
                : partitions(doubt(contents));
    }

    /**
     * Inspects a disk of which nothing lies on other disks; only reads it.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read; with code {@code SOURCE_TRUNCATED} if it is shorter
     *     than its partitions
     * @throws dev.smc.api.error.CorruptDiskException if its format or partition table is damaged
     */
    public static InspectedDisk inspect(BlockSource disk) {
        InspectedServer server = ServerInspector.inspect(List.of(disk));
        return new InspectedDisk(
                server.layout().disks().get(0),
                server.schemes().get(0),
                server.devices(),
                server.used().get(0));
    }

    /** What looks like the table of a member of an array may be that of the array, which is larger. */
    private PartitionScheme scheme(List<String> contents) {
        try {
            return PartitionTables.read(whole, contents);
        } catch (SourceReadException | CorruptDiskException e) {
            if (member.isEmpty()) {
                throw e;
            }
            LOG.debug("the partition table of {}, a part of an array, is left alone", disk.location(), e);
            return PartitionScheme.none(disk.sectorSize());
        }
    }

    /** Returns why the partitions of the table may not be what is on the disk. */
    private Optional<String> doubt(List<String> contents) {
        if (scheme.table() == PartitionTable.MBR && PartitionTables.isBootSector(contents)) {
            return Optional.of(
                    "the first sector of the disk is also the boot sector of " + String.join(" and ", contents));
        }
        return member.filter(m ->
                        scheme.partitions().stream().noneMatch(p -> p.start() <= m.offset() && m.offset() < p.end()))
                .map(m -> "the disk as a whole bears the mark of " + m.array());
    }

    private List<DiskPart> partitions(Optional<String> doubt) {
        Set<Partition> overlapping = Overlaps.find(scheme);
        List<DiskPart> found = new ArrayList<>();
        for (Partition partition : scheme.partitions()) {
            DiskRange range = new DiskRange(disk, partition.start(), partition.size());
            Optional<String> problem = overlapping.contains(partition)
                    ? Optional.of("it overlaps another partition or the partition table")
                    : doubt.or(() -> PartitionTypes.problem(partition));
            found.add(new DiskPart(Optional.of(partition), range, FileSystems.identify(range), problem));
        }
        return List.copyOf(found);
    }

    /** Returns what the disk is divided into, in the order of the table. */
    List<DiskPart> parts() {
        return parts;
    }

    /** Returns the parts with what was found out about some of them meanwhile. */
    List<DiskPart> known(Map<DiskRange, FileSystem> understood) {
        return parts.stream()
                .map(part -> part.withContent(understood.getOrDefault(part.range(), part.content())))
                .toList();
    }

    /**
     * Returns what is on the disk, and what is in use of it.
     *
     * @param index its number among the disks of the server, from 0
     * @param known its parts with what is known by now
     * @param unions what parts of disks are parts of
     */
    InspectedDisk finish(int index, List<DiskPart> known, Unions unions) {
        AllocationMap used = intersectWithData(allocation(known));
        DiskLayout layout = DiskLayout.of(l -> l.format(disk.format())
                .sizeBytes(disk.size())
                .sectorSize(scheme.sectorSize())
                .partitionTable(scheme.table())
                .content(whole(known).map(part -> part.content().content()))
                .partOf(whole(known).flatMap(unions::of).or(() -> member.flatMap(m -> Unions.of(m.content()))))
                .fixedBecause(obstacle(known))
                .relocatable(isRelocatable(known))
                .partitions(partitionInfos(known, used, unions))
                .usedBytes(used.usedBytes())
                .firmware(PartitionTypes.firmware(scheme, hasBootCode()))
                .warnings(warnings(known)));
        return new InspectedDisk(
                layout, scheme, known.stream().map(part -> device(index, part)).toList(), used);
    }

    private GuestDevice device(int index, DiskPart part) {
        FileSystem content = part.content();
        return new GuestDevice(
                content.content(),
                content.uuid(),
                content.label(),
                part.partition().flatMap(this::partitionUuid),
                index,
                part.partition().map(Partition::index).orElse(0),
                Optional.empty(),
                part.range(),
                content.freeBytes(part.range().length()),
                FileTrees.open(part.range(), content.content()));
    }

    private Optional<String> partitionUuid(Partition partition) {
        return partition.uuid().or(() -> scheme.diskId().map(id -> String.format("%s-%02x", id, partition.index())));
    }

    private static Optional<DiskPart> whole(List<DiskPart> known) {
        return known.stream().filter(part -> part.partition().isEmpty()).findFirst();
    }

    private Optional<String> obstacle(List<DiskPart> known) {
        return scheme.obstacle()
                .or(() -> known.stream()
                        .filter(part -> part.partition().isPresent())
                        .flatMap(part -> part
                                .problem()
                                .map(problem ->
                                        "partition " + part.partition().get().index() + ": " + problem)
                                .stream())
                        .findFirst());
    }

    /** Windows looks for its partitions where they were, whatever starts it. */
    private boolean isRelocatable(List<DiskPart> known) {
        boolean windows =
                known.stream().anyMatch(part -> WINDOWS.contains(part.content().content()));
        return !windows && (PartitionTypes.isUefiOnly(scheme) || BootCode.isRelocatable(disk, scheme));
    }

    private boolean hasBootCode() {
        return Mbr.read(whole).filter(Mbr::hasBootCode).isPresent();
    }

    /** What no part with a map covers is in use. */
    private AllocationMap allocation(List<DiskPart> known) {
        UsedRanges allocation = new UsedRanges(disk.size());
        long position = 0;
        for (DiskPart part : inOrderOfStart(known)) {
            if (part.allocation().isPresent()) {
                long start = part.range().offset();
                allocation.add(position, start - position);
                part.allocation().get().extents().forEach(e -> allocation.add(start + e.offset(), e.length()));
                position = start + part.range().length();
            }
        }
        allocation.add(position, disk.size() - position);
        return allocation.build();
    }

    private static List<DiskPart> inOrderOfStart(List<DiskPart> parts) {
        return parts.stream()
                .sorted(Comparator.comparingLong(part -> part.range().offset()))
                .toList();
    }

    private AllocationMap intersectWithData(AllocationMap allocation) {
        UsedRanges used = new UsedRanges(disk.size());
        for (long window = 0; window < disk.size(); window += WINDOW) {
            long length = Math.min(WINDOW, disk.size() - window);
            if (allocation.intersects(window, length)) {
                disk.extents(window, length).stream()
                        .filter(Extent::isData)
                        .flatMap(e -> allocation.extents(e.offset(), e.length()).stream())
                        .forEach(e -> used.add(e.offset(), e.length()));
            }
        }
        return used.build();
    }

    private List<PartitionInfo> partitionInfos(List<DiskPart> known, AllocationMap used, Unions unions) {
        List<PartitionInfo> infos = new ArrayList<>();
        for (DiskPart part : known) {
            part.partition().ifPresent(partition -> infos.add(info(partition, part, used, unions)));
        }
        infos.sort(Comparator.comparingInt(PartitionInfo::index));
        return infos;
    }

    private static PartitionInfo info(Partition partition, DiskPart part, AllocationMap used, Unions unions) {
        FileSystem content = part.content();
        long usedBytes = used.extents(partition.start(), partition.size()).stream()
                .mapToLong(Extent::length)
                .sum();
        return PartitionInfo.of(p -> p.index(partition.index())
                .startBytes(partition.start())
                .sizeBytes(partition.size())
                .type(partition.type())
                .content(content.content())
                .label(content.label().or(partition::name))
                .uuid(content.uuid())
                .contentBytes(content.sizeBytes())
                .partOf(unions.of(part))
                .role(PartitionTypes.role(partition))
                .usedBytes(usedBytes));
    }

    private List<String> warnings(List<DiskPart> known) {
        List<String> warnings = new ArrayList<>(scheme.warnings());
        for (DiskPart part : known) {
            if (part.partition().isEmpty()) {
                warnings.add(warningOfWhole(part.content()));
            } else if (part.allocation().isEmpty()
                    && !PartitionTypes.isBiosBoot(part.partition().get())) {
                warnings.add("partition " + part.partition().get().index() + " ("
                        + part.content().content() + ") counts as used in full: " + part.reason());
            }
        }
        return warnings;
    }

    private static String warningOfWhole(FileSystem content) {
        if (content.content().equals(FileSystem.UNKNOWN)) {
            return "the disk has no partition table and " + content.reason() + "; it counts as used in full";
        }
        return "the disk has no partition table; it holds " + content.content() + " as a whole"
                + (content.reason().isEmpty() ? "" : ", and counts as used in full: " + content.reason());
    }
}
