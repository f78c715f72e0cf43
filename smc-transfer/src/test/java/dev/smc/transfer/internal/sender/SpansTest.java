package dev.smc.transfer.internal.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpansTest {
    @Test
    void root_askedForAgain_isTheSame() {
        Spans spans = new Spans(bytes -> {}, false);
        spans.cut(new ChunkGrid(1 << 20, 1 << 20));
        spans.through(Objects.requireNonNull(spans.poll()), new byte[32]);
        byte[] root = spans.root();
        assertThat(spans.isThrough()).isTrue();
        assertThat(spans.root()).isEqualTo(root).hasSize(32);
    }
}
