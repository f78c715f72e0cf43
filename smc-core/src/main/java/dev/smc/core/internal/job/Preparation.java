package dev.smc.core.internal.job;

import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.cloud.Creation;
import dev.smc.spi.cloud.DiskRequest;
import dev.smc.spi.cloud.InstanceRequest;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.SessionIdentities;
import java.util.Map;
import java.util.TreeMap;

/** The phase PREPARING: temporary disks, and the intermediate instance that receives. */
final class Preparation {
    private static final String DISK_NAME = "SMC_Temp_Disk_";
    private static final String INSTANCE_NAME = "No_Delete_SMC_Transition_Instance";

    private final RoundRun run;

    Preparation(RoundRun run) {
        this.run = run;
    }

    /** Makes sure that there is everything to send to, and returns how to reach it. */
    ChannelSpec prepare() {
        Map<Integer, String> diskIds = new TreeMap<>();
        for (DiskTally tally : run.tallies()) {
            int disk = tally.disk();
            if (tally.result().isEmpty()) {
                diskIds.put(disk, disk(disk, run.layout(disk).sizeBytes()));
            } else {
                run.ledger()
                        .current(Slots.disk(disk))
                        .flatMap(entry -> entry.resource().id())
                        .ifPresent(id -> diskIds.put(disk, id));
            }
        }
        long epoch = run.lease().fence().epoch();
        SessionIdentities identities =
                run.environment().transport().mint(run.job().id(), epoch);
        IntermediateInstance instance = run.ledger()
                .make(
                        Slots.instance(run.round()),
                        INSTANCE_NAME,
                        creation -> launch(creation, diskIds, identities),
                        IntermediateInstance::id);
        ChannelSpec.Builder channel = ChannelSpec.builder();
        return channel.jobId(run.job().id())
                .epoch(epoch)
                .identity(identities.sender())
                .address(instance.address())
                .options(run.job().spec().transfer())
                .build();
    }

    private String disk(int disk, long size) {
        return run.ledger().ensure(Slots.disk(disk), DISK_NAME + disk, creation -> {
            DiskRequest.Builder request = DiskRequest.builder();
            return run.cloud()
                    .createDisk(request.creation(creation)
                            .index(disk)
                            .sizeBytes(size)
                            .build());
        });
    }

    private IntermediateInstance launch(Creation creation, Map<Integer, String> diskIds, SessionIdentities identities) {
        InstanceRequest.Builder request = InstanceRequest.builder();
        return run.cloud()
                .launchInstance(request.creation(creation)
                        .diskIds(diskIds)
                        .identity(identities.receiver())
                        .encryption(run.job().spec().transfer().encryption())
                        .build());
    }
}
