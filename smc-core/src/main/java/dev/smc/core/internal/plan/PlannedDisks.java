package dev.smc.core.internal.plan;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetDisk;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.TargetPartition;
import dev.smc.core.internal.bootcode.BootCode;
import dev.smc.core.internal.bootcode.Moves;
import dev.smc.core.internal.partition.GptWriter;
import dev.smc.core.internal.partition.MbrWriter;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.core.internal.partition.TablePiece;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts the disks of a target layout together from the open disks of the source. */
public final class PlannedDisks {
    private static final int BOOT_SECTOR = 512;

    private final SourceServer server;
    private final List<Source> sources;

    /**
     * An open source disk.
     *
     * @param disk the disk
     * @param layout what is on it now
     * @param scheme how it is divided
     * @param used what is in use of it
     */
    public record Source(BlockSource disk, DiskLayout layout, PartitionScheme scheme, AllocationMap used) {}

    /**
     * A disk of the target.
     *
     * @param disk the disk
     * @param used what is in use of it
     */
    public record Composed(BlockSource disk, AllocationMap used) {}

    /**
     * Prepares to put disks together.
     *
     * @param server the source as the plan was made for it
     * @param sources its disks, in their order
     */
    public PlannedDisks(SourceServer server, List<Source> sources) {
        this.server = server;
        this.sources = sources;
    }

    /**
     * Returns a disk of the target. Closing it leaves the source disks open.
     *
     * @throws SourceReadException code {@code SOURCE_REPARTITIONED} if a source disk is divided in another way than when the plan was
     *     checked, or a file system has grown out of its partition
     */
    public Composed compose(TargetLayout layout, TargetDisk target) {
        Source source = sources.get(target.index());
        if (!target.changed()) {
            return new Composed(source.disk(), source.used());
        }
        for (SourceDisk before : server.disks()) {
            checkDisk(before, sources.get(before.index()).layout());
        }
        layout.disks().stream().flatMap(d -> d.partitions().stream()).forEach(this::checkPartition);
        PlannedDisk disk = disk(source, target);
        IdentityHashMap<BlockSource, AllocationMap> used = new IdentityHashMap<>();
        sources.forEach(s -> used.put(s.disk(), s.used()));
        return new Composed(disk, disk.map(used::get));
    }

    private void checkDisk(SourceDisk before, DiskLayout now) {
        boolean same = now.partitionTable() == before.layout().partitionTable()
                && now.partitions().size() == before.layout().partitions().size();
        for (int i = 0; same && i < now.partitions().size(); i++) {
            PartitionInfo was = before.layout().partitions().get(i);
            PartitionInfo is = now.partitions().get(i);
            same = was.index() == is.index()
                    && was.startBytes() == is.startBytes()
                    && was.sizeBytes() == is.sizeBytes()
                    && was.type().equals(is.type());
        }
        if (!same) {
            throw repartitioned("disk " + before.index() + " (" + before.location()
                    + ") has other partitions than when source " + server.name() + " was registered");
        }
        if (before.layout().relocatable() && !now.relocatable()) {
            throw repartitioned("disk " + before.index() + " (" + before.location()
                    + ") has another boot loader than when source " + server.name()
                    + " was registered, and it is not known how to move that one");
        }
    }

    private void checkPartition(TargetPartition partition) {
        PartitionInfo now = info(partition);
        long least = now.contentBytes().orElse(now.sizeBytes());
        if (partition.sizeBytes() < now.sizeBytes() && partition.sizeBytes() < least) {
            throw repartitioned("partition " + now.index() + " of disk " + partition.fromDisk() + " is planned with "
                    + partition.sizeBytes() + " bytes, but its " + now.content() + " spans " + least + " by now");
        }
    }

    private static SourceReadException repartitioned(String what) {
        return new SourceReadException(
                ErrorCode.SOURCE_REPARTITIONED,
                what,
                "delete the job, register the source anew, and create a new job with a new plan");
    }

    private PartitionInfo info(TargetPartition partition) {
        return sources.get(partition.fromDisk()).layout().partitions().stream()
                .filter(p -> p.index() == partition.fromIndex())
                .findFirst()
                .orElseThrow(() -> repartitioned(
                        "partition " + partition.fromIndex() + " of disk " + partition.fromDisk() + " is gone"));
    }

    private PlannedDisk disk(Source source, TargetDisk target) {
        PlannedDisk.Builder disk = new PlannedDisk.Builder(source.disk(), target.sizeBytes());
        long common = Math.min(source.disk().size(), target.sizeBytes());
        // Boot loaders lie between partitions, so what is there stays, but for the old table.
        disk.source(0, source.disk(), 0, common);
        if (source.scheme().table() == PartitionTable.NONE) {
            return disk.build();
        }
        source.scheme().partitions().forEach(p -> clear(disk, p.start(), p.end(), common));
        for (Extent extent : source.scheme().reserved()) {
            if (extent.offset() > 0) {
                clear(disk, extent.offset(), extent.end(), common);
            }
        }
        List<Partition> partitions = new ArrayList<>();
        for (TargetPartition wanted : target.partitions()) {
            Partition from = partition(wanted);
            long length = Math.min(wanted.sizeBytes(), from.size());
            disk.zeros(wanted.startBytes(), wanted.sizeBytes());
            disk.source(wanted.startBytes(), sources.get(wanted.fromDisk()).disk(), from.start(), length);
            partitions.add(planned(wanted, from, source.scheme().table()));
        }
        BootCode.moved(source.disk(), source.scheme(), moves(source, target))
                .forEach(sector -> disk.bytes(sector.offset(), sector.bytes()));
        ByteBuffer bootSector = ByteBuffer.allocate(BOOT_SECTOR);
        disk.build().read(0, bootSector);
        table(source, target, partitions, bootSector.flip())
                .forEach(piece -> disk.bytes(piece.offset(), piece.bytes()));
        return disk.build();
    }

    /**
     * Boot loaders are moved while the disk is put together, and not in its guest later: only here it is known both where everything
     * was and where it is to be, and the disk is right before anything reads it.
     */
    private static Moves moves(Source source, TargetDisk target) {
        List<Moves.Move> moves = new ArrayList<>();
        for (TargetPartition wanted : target.partitions()) {
            source.scheme().partitions().stream()
                    .filter(p -> wanted.fromDisk() == target.index() && p.index() == wanted.fromIndex())
                    .map(p -> new Moves.Move(p.start(), Math.min(p.size(), wanted.sizeBytes()), wanted.startBytes()))
                    .forEach(moves::add);
        }
        return new Moves(moves);
    }

    private static void clear(PlannedDisk.Builder disk, long start, long end, long limit) {
        if (start < limit) {
            disk.zeros(start, Math.min(end, limit) - start);
        }
    }

    private Partition partition(TargetPartition wanted) {
        return sources.get(wanted.fromDisk()).scheme().partitions().stream()
                .filter(p -> p.index() == wanted.fromIndex())
                .findFirst()
                .orElseThrow();
    }

    private Partition planned(TargetPartition wanted, Partition from, PartitionTable table) {
        PartitionTable fromTable = sources.get(wanted.fromDisk()).scheme().table();
        boolean sameTable = fromTable == table;
        return new Partition(
                wanted.index(),
                wanted.startBytes(),
                wanted.sizeBytes(),
                Types.translate(info(wanted), fromTable, table).orElseThrow(),
                from.name(),
                table == PartitionTable.GPT ? from.uuid().or(() -> Optional.of(uuid(wanted))) : Optional.empty(),
                sameTable ? from.attributes() : 0);
    }

    /** The same in each round, for a partition that had none. */
    private String uuid(TargetPartition wanted) {
        String name = server.id() + "/" + wanted.fromDisk() + "/" + wanted.fromIndex();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static List<TablePiece> table(
            Source source, TargetDisk target, List<Partition> partitions, ByteBuffer bootSector) {
        PartitionScheme scheme = source.scheme();
        return scheme.table() == PartitionTable.GPT
                ? new GptWriter(
                                scheme.sectorSize(),
                                target.sizeBytes(),
                                UUID.fromString(scheme.diskId().orElseThrow()),
                                partitions)
                        .write(bootSector)
                : new MbrWriter(scheme.sectorSize(), partitions).write(bootSector);
    }
}
