package dev.smc.transfer.internal.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.Bottleneck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelControlTest {
    private static final long AVAILABLE = 1000;

    private final List<Integer> levels = new ArrayList<>();
    private final Load load = new Load();
    private final LevelControl control = new LevelControl(7, levels::add);

    private void look(long computed, Bottleneck on, long waited) {
        load.computed(computed);
        load.waited(on, waited);
        control.look(load.sums(), AVAILABLE);
    }

    @Test
    void networkLimitsAndWorkersAreIdle_goesUpToTheSmallest() {
        for (int i = 0; i < 5; i++) {
            look(100, i % 2 == 0 ? Bottleneck.NETWORK : Bottleneck.BANDWIDTH_LIMIT, 400);
        }
        assertThat(levels).containsExactly(8, 9, 10);
    }

    @Test
    void networkLimitsButWorkersHaveNoTimeForTwice_stays() {
        look(500, Bottleneck.NETWORK, 400);
        assertThat(levels).isEmpty();
    }

    @Test
    void cpuLimits_goesDownToTheFastest() {
        for (int i = 0; i < 8; i++) {
            look(900, Bottleneck.CPU, 400);
        }
        assertThat(levels).containsExactly(6, 5, 4, 3, 2, 1);
    }

    @Test
    void sourceOrTargetLimits_stays() {
        look(100, Bottleneck.SOURCE, 400);
        look(100, Bottleneck.TARGET, 400);
        look(0, Bottleneck.CPU, 0);
        assertThat(levels).isEmpty();
    }
}
