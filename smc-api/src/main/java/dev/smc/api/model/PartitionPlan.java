package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.smc.api.error.InvalidSpecException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What becomes of the disks and partitions of a source server: their sizes, their order, and what is left out. It is always whole: it
 * names every disk and partition of the source. A plan is checked, all of it at once, when a job is created or previewed.
 *
 * <p>Partitions are moved as blocks, so the file systems inside stay as they are: a partition cannot be smaller than its file system,
 * and where it is larger, the file system may be made to fill it. The kind of partition table, identifiers, labels, types and flags
 * stay. The format in JSON is written down in {@code docs/formats/plan.md}. */
@Value.Immutable
@JsonSerialize(as = ImmutablePartitionPlan.class)
@JsonDeserialize(as = ImmutablePartitionPlan.class)
public interface PartitionPlan {
    /** Returns what becomes of each disk of the source, in their order. */
    List<DiskPlan> disks();

    /** Returns a number of GiB in bytes. */
    static long gibibytes(long count) {
        return Math.multiplyExact(count, 1L << 30);
    }

    /** Returns a number of MiB in bytes. */
    static long mebibytes(long count) {
        return Math.multiplyExact(count, 1L << 20);
    }

    /** Returns the plan under which everything stays as it is. */
    static PartitionPlan of(SourceServer source) {
        return of(source, plan -> {});
    }

    /**
     * Returns a plan under which everything stays as it is, but for what {@code changes} say.
     *
     * @throws dev.smc.api.error.InvalidSpecException if a mount path is named that no partition of the source has
     */
    static PartitionPlan of(SourceServer source, Consumer<Builder> changes) {
        Builder builder = new Builder(source);
        changes.accept(builder);
        return builder.build();
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static PartitionPlan of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link PartitionPlan}. Not thread-safe. */
    final class Builder extends ImmutablePartitionPlan.Builder {
        private final List<SourceDisk> source;
        private final Map<Integer, Consumer<DiskPlan.Builder>> edits = new TreeMap<>();

        Builder() {
            source = List.of();
        }

        Builder(SourceServer server) {
            source = server.disks();
            source.forEach(disk -> addDisk(asItIs(disk)));
        }

        private static DiskPlan asItIs(SourceDisk disk) {
            return DiskPlan.of(d -> d.index(disk.index())
                    .sizeBytes(disk.layout().sizeBytes())
                    .addAllPartitions(disk.layout().partitions().stream()
                            .sorted(Comparator.comparingLong(PartitionInfo::startBytes))
                            .map(p -> PlannedPartition.of(
                                    planned -> planned.index(p.index()).sizeBytes(p.sizeBytes())))
                            .toList()));
        }

        /** Changes what becomes of the disk of a number, from 0. */
        public Builder disk(int index, Consumer<DiskPlan.Builder> change) {
            edits.merge(index, change, Consumer::andThen);
            return this;
        }

        /**
         * Changes what becomes of the partition that the server mounts at a path.
         *
         * @throws InvalidSpecException if no partition is known to be
         */
        public Builder partition(String mountPath, Consumer<PlannedPartition.Builder> change) {
            for (SourceDisk disk : source) {
                for (PartitionInfo partition : disk.layout().partitions()) {
                    if (partition.mountPath().filter(mountPath::equals).isPresent()) {
                        return disk(disk.index(), d -> d.partition(partition.index(), change));
                    }
                }
            }
            throw new InvalidSpecException(
                    "plan", "no partition is known to be mounted at " + mountPath + "; name it by disk and number");
        }

        /** Returns the plan, with all changes made. */
        @Override
        public PartitionPlan build() {
            PartitionPlan plan = super.build();
            if (edits.isEmpty()) {
                return plan;
            }
            Map<Integer, DiskPlan> after = new TreeMap<>();
            plan.disks().forEach(disk -> after.put(disk.index(), disk));
            // What is not there is kept, too: a check of the plan names it among other mistakes.
            edits.forEach((index, change) -> {
                DiskPlan disk = after.get(index);
                DiskPlan.Builder edited =
                        disk == null ? DiskPlan.builder().index(index).sizeBytes(0) : disk.toBuilder();
                change.accept(edited);
                after.put(index, edited.build());
            });
            return plan.toBuilder().disks(after.values()).build();
        }
    }
}
