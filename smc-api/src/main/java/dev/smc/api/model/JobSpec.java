package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A replication job to create. */
@Value.Immutable
@JsonSerialize(as = ImmutableJobSpec.class)
@JsonDeserialize(as = ImmutableJobSpec.class)
public interface JobSpec {
    /**
     * Returns the job's name, unique among the jobs: 2 to 128 characters, starting with a letter, of letters, digits and
     * {@code : _ . -} (the rule of Alibaba Cloud SMC). Required.
     */
    @Value.Default
    default String name() {
        return "";
    }

    /** Returns free text, at most 128 characters. Default: empty. */
    @Value.Default
    default String description() {
        return "";
    }

    /** Returns the identifier of the source server. Required. */
    @Value.Default
    default String sourceId() {
        return "";
    }

    /** Returns where the job ends. Default: an image in the local cloud, named as the job. */
    @Value.Default
    default Target target() {
        return Target.image("local", name());
    }

    /** Returns what becomes of the disks and partitions. Default: they stay as they are. */
    Optional<PartitionPlan> plan();

    /** Returns how the blocks travel. Default: {@link TransferOptions} with its defaults. */
    @Value.Default
    default TransferOptions transfer() {
        return TransferOptions.builder().build();
    }

    /** Returns what may be changed in the guest so that it starts on the target. Default: {@link AdaptationOptions} with its defaults. */
    @Value.Default
    default AdaptationOptions adaptation() {
        return AdaptationOptions.builder().build();
    }

    /**
     * Returns how to start a copy of the image at the end of each round, to see whether it comes up; the image stays as it is, and a
     * guest that does not come up does not make the round fail. Default: it is not started.
     */
    Optional<BootOptions> bootProof();

    /**
     * Returns whether the job ends after its first sync round. If not, it waits between rounds, keeps its temporary disks, and
     * makes a full image of each round, until it is deleted. Default: {@code true}.
     */
    @Value.Default
    default boolean runOnce() {
        return true;
    }

    /**
     * Returns how many of the job's images to keep, 1 to 10; the oldest beyond are deleted. Only with {@link #runOnce()} false.
     * Default: all.
     */
    OptionalInt maxImagesToKeep();

    /** Checks the rules; building a value that breaks some throws. */
    @Value.Check
    default void check() {
        SpecRules.check(this);
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static JobSpec of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link JobSpec}. Not thread-safe. */
    final class Builder extends ImmutableJobSpec.Builder {
        Builder() {}

        /** Says what may be changed in the guest. */
        public Builder adaptation(Consumer<AdaptationOptions.Builder> options) {
            return adaptation(AdaptationOptions.of(options));
        }

        /** Says how the blocks travel. */
        public Builder transfer(Consumer<TransferOptions.Builder> options) {
            return transfer(TransferOptions.of(options));
        }
    }
}
