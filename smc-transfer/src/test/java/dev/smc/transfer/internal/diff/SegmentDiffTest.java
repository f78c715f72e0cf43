package dev.smc.transfer.internal.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.RootDigest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SegmentDiffTest {
    private static final int CHUNK = 4096;
    private static final ChunkGrid GRID = new ChunkGrid(100 * CHUNK, CHUNK);

    private static byte[] digest(ByteBuffer content, int chunk) {
        byte[] digest = new byte[32];
        int at = chunk * CHUNK;
        new ChunkHasher().digest(content.slice(at, Math.min(CHUNK, content.limit() - at)), digest, 0);
        return digest;
    }

    @Test
    void of_everyCase_saysWhatTravels() {
        ByteBuffer content = ByteBuffer.allocateDirect(6 * CHUNK + 10);
        content.put(1, (byte) 1); // chunk 0: data, receiver has it
        content.put(CHUNK, (byte) 2); // chunk 1: data, receiver has other data
        content.put(2 * CHUNK, (byte) 3); // chunk 2: data, receiver has zeros
        // chunk 3: zeros on both sides; chunk 4: zeros here alone; chunk 5: zeros, unknown there
        content.put(6 * CHUNK + 9, (byte) 4); // chunk 6: short, unknown there
        KnownChunks known = new Knowledge(10)
                .data(digest(content, 0), new byte[32])
                .run(ChunkState.ZERO, 2)
                .data(new byte[32])
                .run(ChunkState.UNKNOWN, 2)
                .decode(GRID);
        SegmentDiff diff = SegmentDiff.of(GRID, 10, content, known, new ChunkHasher());
        assertThat(diff.count()).isEqualTo(7);
        assertThat(diff.first()).isEqualTo(10);
        SegmentDiff.Change[] changes = new SegmentDiff.Change[7];
        for (int i = 0; i < 7; i++) {
            changes[i] = diff.change(i);
        }
        assertThat(changes)
                .containsExactly(
                        SegmentDiff.Change.NONE,
                        SegmentDiff.Change.DATA,
                        SegmentDiff.Change.DATA,
                        SegmentDiff.Change.NONE,
                        SegmentDiff.Change.ZERO,
                        SegmentDiff.Change.ZERO,
                        SegmentDiff.Change.DATA);
        assertThat(diff.runEnd(0)).isEqualTo(1);
        assertThat(diff.runEnd(1)).isEqualTo(3);
        assertThat(diff.runEnd(4)).isEqualTo(6);
        assertThat(diff.runEnd(6)).isEqualTo(7);

        ByteBuffer digests = ByteBuffer.allocate(64);
        diff.putDigests(1, 3, digests);
        assertThat(digests.array())
                .isEqualTo(ByteBuffer.allocate(64)
                        .put(digest(content, 1))
                        .put(digest(content, 2))
                        .array());

        RootDigest root = new RootDigest(GRID);
        diff.addTo(root);
        RootDigest expected = new RootDigest(GRID);
        for (int i = 0; i < 3; i++) {
            expected.addData(digest(content, i), 0);
        }
        expected.addZeros(3);
        expected.addData(digest(content, 6), 0);
        assertThat(root.finish()).isEqualTo(expected.finish());
    }
}
