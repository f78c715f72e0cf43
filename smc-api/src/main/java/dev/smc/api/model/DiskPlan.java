package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What becomes of one source disk. */
@Value.Immutable
@JsonSerialize(as = ImmutableDiskPlan.class)
@JsonDeserialize(as = ImmutableDiskPlan.class)
public interface DiskPlan {
    /** Returns the number of the disk in its server, from 0; disk 0 is the system disk. */
    int index();

    /** Returns the size on the target in bytes; a cloud may round it up to what it makes. */
    long sizeBytes();

    /** Returns whether it is not migrated. Partitions that move to other disks still are. Default: {@code false}. */
    @Value.Default
    default boolean leftOut() {
        return false;
    }

    /** Returns the partitions of the source disk, each of them, in the order in which they lie on the target. */
    List<PlannedPartition> partitions();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static DiskPlan of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link DiskPlan}. Not thread-safe. */
    final class Builder extends ImmutableDiskPlan.Builder {
        Builder() {}

        private final Map<Integer, Consumer<PlannedPartition.Builder>> edits = new LinkedHashMap<>();
        private List<Integer> order = List.of();

        /** Sets the size on the target in bytes. */
        public Builder size(long bytes) {
            return sizeBytes(bytes);
        }

        /** Leaves the disk out. */
        public Builder leaveOut() {
            return leftOut(true);
        }

        /** Changes what becomes of the partition of a number, from 1. */
        public Builder partition(int index, Consumer<PlannedPartition.Builder> change) {
            edits.merge(index, change, Consumer::andThen);
            return this;
        }

        /** Puts partitions, by their numbers, into this order on the disk; those not named come behind them. Their numbers stay. */
        public Builder order(Integer... indexes) {
            order = List.of(indexes);
            return this;
        }

        /** Returns the plan, with all changes made. */
        @Override
        public DiskPlan build() {
            DiskPlan plan = super.build();
            return edits.isEmpty() && order.isEmpty()
                    ? plan
                    : plan.toBuilder().partitions(changed(plan.partitions())).build();
        }

        /** What is not there is kept, too: a check of the plan names it among other mistakes. */
        private List<PlannedPartition> changed(List<PlannedPartition> before) {
            Map<Integer, PlannedPartition> after = new LinkedHashMap<>();
            before.forEach(partition -> after.put(partition.index(), partition));
            edits.forEach((index, change) -> {
                PlannedPartition partition = after.get(index);
                PlannedPartition.Builder edited = partition == null
                        ? PlannedPartition.builder().index(index).sizeBytes(0)
                        : partition.toBuilder();
                change.accept(edited);
                after.put(index, edited.build());
            });
            List<PlannedPartition> sorted = new ArrayList<>();
            for (int index : order) {
                PlannedPartition partition = after.remove(index);
                sorted.add(
                        partition != null
                                ? partition
                                : PlannedPartition.of(p -> p.index(index).sizeBytes(0)));
            }
            sorted.addAll(after.values());
            return sorted;
        }
    }
}
