package dev.smc.transfer.internal.sender;

import java.util.function.IntConsumer;

/**
 * Moves a compression level by what limits: up while streams wait for the network most and the workers are idle more than half of the
 * time, since a step may double their work; down while they are what is waited for. Used by one thread.
 */
final class LevelControl {
    private static final int MIN = 1;
    private static final int MAX = 10;
    /** Share of the workers' time below which a step up is dared. */
    private static final double IDLE = 0.4;

    private final IntConsumer apply;
    private int level;
    private Load.Sums before = new Load.Sums(0, 0, 0, 0);

    LevelControl(int level, IntConsumer apply) {
        this.level = level;
        this.apply = apply;
    }

    /** Looks at what happened since the last look; {@code available} is how long all workers together could have worked. */
    void look(Load.Sums now, long available) {
        Load.Sums recent = now.since(before);
        before = now;
        int next = level;
        if (recent.forNetwork() > recent.forCpu() + recent.forOthers() && recent.computed() < IDLE * available) {
            next = Math.min(MAX, level + 1);
        } else if (recent.forCpu() > recent.forNetwork() + recent.forOthers()) {
            next = Math.max(MIN, level - 1);
        }
        if (next != level) {
            level = next;
            apply.accept(next);
        }
    }
}
