package dev.smc.core.internal.job;

import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.Slot;

/** The places that cloud resources fill in a job. */
final class Slots {
    private Slots() {}

    /** A temporary disk; it outlives rounds. */
    static Slot disk(int disk) {
        return new Slot(ResourceType.DISK, disk, 0);
    }

    /** The intermediate instance of a round. */
    static Slot instance(int round) {
        return new Slot(ResourceType.INSTANCE, 0, round);
    }

    /** The snapshot of a disk in a round. */
    static Slot snapshot(int disk, int round) {
        return new Slot(ResourceType.SNAPSHOT, disk, round);
    }

    /** The image of a round. */
    static Slot image(int round) {
        return new Slot(ResourceType.IMAGE, 0, round);
    }
}
