package dev.smc.core.internal.job;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Image;
import dev.smc.api.model.ResourceType;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.TargetPartition;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.core.internal.store.LedgerEntry;
import dev.smc.core.internal.store.Slot;
import dev.smc.spi.cloud.Creation;
import dev.smc.spi.cloud.FileSystemGrowth;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.ImageRequestDisk;
import dev.smc.spi.cloud.SnapshotRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The phase PROCESSING: snapshots of the temporary disks, the image of them, and the end of images beyond those to keep. */
final class Processing {
    private static final String SNAPSHOT_NAME = "SMC_Snapshot_";

    private final RoundRun run;

    Processing(RoundRun run) {
        this.run = run;
    }

    /** Makes the image of the round and returns its id. */
    String process() {
        List<ImageRequestDisk> disks = new ArrayList<>();
        for (DiskTally tally : run.tallies()) {
            disks.add(imageDisk(tally.result().orElseThrow(), snapshot(tally.disk())));
        }
        String imageId = image(disks);
        retire();
        return imageId;
    }

    private String snapshot(int disk) {
        return run.ledger().ensure(Slots.snapshot(disk, run.round()), SNAPSHOT_NAME + disk, creation -> {
            SnapshotRequest.Builder request = SnapshotRequest.builder();
            return run.cloud()
                    .createSnapshot(request.creation(creation)
                            .diskId(diskId(disk))
                            .last(run.job().spec().runOnce())
                            .growths(growths(disk))
                            .build());
        });
    }

    private List<FileSystemGrowth> growths(int disk) {
        return run.layout(disk).partitions().stream()
                .filter(TargetPartition::grows)
                .map(p -> new FileSystemGrowth(p.index(), p.content(), p.startBytes(), p.sizeBytes()))
                .toList();
    }

    private String diskId(int disk) {
        return run.ledger()
                .current(Slots.disk(disk))
                .flatMap(entry -> entry.resource().id())
                .orElseThrow();
    }

    private ImageRequestDisk imageDisk(DiskResult result, String snapshotId) {
        ImageRequestDisk.Builder disk = ImageRequestDisk.builder();
        return disk.index(result.index())
                .snapshotId(snapshotId)
                .sizeBytes(run.layout(result.index()).sizeBytes())
                .usedBytes(result.usedBytes())
                .digest(result.digest())
                .build();
    }

    private String image(List<ImageRequestDisk> disks) {
        Slot slot = Slots.image(run.round());
        Optional<LedgerEntry> begun = run.ledger().current(slot);
        String wanted = ImageNames.wanted(run.job(), run.target().imageName(), run.round());
        String fallback = ImageNames.fallback(run.job(), wanted);
        // The name is settled when it is first written down: later the image itself would seem to have taken it.
        String name = begun.map(entry -> entry.resource().name()).orElseGet(() -> isTaken(wanted) ? fallback : wanted);
        try {
            return run.ledger()
                    .ensure(slot, name, creation -> create(creation, disks).id());
        } catch (CloudException e) {
            if (e.code() != ErrorCode.INVALID_STATE || name.equals(fallback)) {
                throw e;
            }
            // Somebody took the name in between.
            run.ledger().current(slot).ifPresent(run.ledger()::settle);
            return run.ledger()
                    .ensure(slot, fallback, creation -> create(creation, disks).id());
        }
    }

    private boolean isTaken(String name) {
        return run
                .retry()
                .call("listing images", () -> run.cloud().images(run.target().region()))
                .stream()
                .anyMatch(image -> image.name().equals(name));
    }

    private Image create(Creation creation, List<ImageRequestDisk> disks) {
        ImageRequest.Builder request = ImageRequest.builder();
        return run.cloud()
                .createImage(request.creation(creation)
                        .disks(disks)
                        .format(run.target().format())
                        .firmware(run.source().disks().get(0).layout().firmware())
                        .adaptation(Optional.of(run.job().spec().adaptation()).filter(AdaptationOptions::enabled))
                        .addAllSourceDisks(run.source().disks().stream()
                                .map(SourceDisk::layout)
                                .toList())
                        .sourceId(run.source().id())
                        .sourceName(run.source().name())
                        .round(run.round())
                        .build());
    }

    /** Deletes the job's oldest images beyond those to keep. */
    private void retire() {
        run.job().spec().maxImagesToKeep().ifPresent(keep -> {
            List<LedgerEntry> images = run.ledger().entries(ResourceType.IMAGE);
            for (LedgerEntry image : images.subList(0, Math.max(0, images.size() - keep))) {
                new ImageRelease(run.ledger()).release(image);
            }
        });
    }
}
