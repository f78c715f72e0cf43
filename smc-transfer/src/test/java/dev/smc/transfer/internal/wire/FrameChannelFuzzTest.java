package dev.smc.transfer.internal.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.MigrationException;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.diff.KnownChunksCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Hostile bytes end in one of this library's exceptions and nothing else. */
class FrameChannelFuzzTest {
    private static final ChunkGrid GRID = new ChunkGrid((1L << 30) + 5, 4096);

    @FuzzTest
    void anyBytes_onTheWire_areRefusedCleanly(byte[] bytes) {
        FrameChannel channel = new FrameChannel(new FramesTest.Tape(ByteBuffer.wrap(bytes)));
        try {
            while (true) {
                channel.next();
                channel.payload();
            }
        } catch (MigrationException e) {
            // as it should be
        }
    }

    @FuzzTest
    void anyPayload_withGoodChecksums_isRefusedCleanly(byte[] bytes) {
        try {
            DataHeader.get(ByteBuffer.wrap(Arrays.copyOf(bytes, DataHeader.LENGTH)), GRID);
        } catch (MigrationException e) {
            // as it should be
        }
        try {
            ErrorMessage.decode(ByteBuffer.wrap(bytes));
        } catch (MigrationException e) {
            // as it should be
        }
        try {
            Hello.decode(ByteBuffer.wrap(Arrays.copyOf(bytes, Math.max(95, bytes.length))));
        } catch (MigrationException e) {
            // as it should be
        }
        KnownChunksCodec.decode(ByteBuffer.wrap(bytes), GRID, 0, 100);
    }
}
