package dev.smc.transfer.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.TransportException;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.compress.Compressor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets, heartbeats and buffers. */
class WireSocketTest {
    private final AtomicLong metered = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private WireSocket near;
    private WireSocket far;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            near = new WireSocket(client, TokenBucket.unlimited(), metered::addAndGet);
            far = new WireSocket(server.accept(), TokenBucket.unlimited(), bytes -> {});
        }
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
        timer.shutdownNow();
    }

    @Test
    void bytes_bothWays_areMetered() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(100).position(10).limit(60);
        near.write(out);
        assertThat(out.position()).isEqualTo(60);
        assertThat(out.limit()).isEqualTo(60);
        ByteBuffer in = ByteBuffer.allocate(100);
        while (in.position() < 50) {
            assertThat(far.read(in)).isPositive();
        }
        far.write(ByteBuffer.allocate(7));
        ByteBuffer back = ByteBuffer.allocate(7);
        while (back.hasRemaining()) {
            near.read(back);
        }
        assertThat(metered).hasValue(57);
        assertThat(near.silentNanos()).isBetween(0L, Duration.ofMinutes(1).toNanos());
        far.close();
        assertThat(near.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(metered).hasValue(57);
    }

    @Test
    void write_limited_goesOutInSlices() throws IOException {
        AtomicLong calls = new AtomicLong();
        TokenBucket limit = new TokenBucket(20_000, new Ticker() {
            private long now;

            @Override
            public long nanos() {
                return now;
            }

            @Override
            public void pause(long nanos) {
                calls.incrementAndGet();
                now += nanos;
            }
        });
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                WireSocket limited =
                        new WireSocket(SocketChannel.open(server.getLocalAddress()), limit, metered::addAndGet)) {
            limited.write(ByteBuffer.allocate(10_240));
            assertThat(metered).hasValue(10_240);
            assertThat(calls).hasValue(9);
        }
    }

    @Test
    void close_withAReason_isWhatCallsFailWith() {
        near.close("it was time");
        assertThatThrownBy(() -> near.read(ByteBuffer.allocate(1))).hasMessage("it was time");
        assertThatThrownBy(() -> near.write(ByteBuffer.allocate(1))).hasMessage("it was time");
        far.close();
        assertThatThrownBy(() -> far.read(ByteBuffer.allocate(1))).hasMessage(null);
    }

    @Test
    void heartbeat_silentPeer_isBroken() {
        FrameChannel frames = new FrameChannel(near);
        Heartbeat.Timing timing =
                new Heartbeat.Timing(Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofSeconds(1));
        try (Heartbeat beat = new Heartbeat(frames, near, timing, timer, "test-beat")) {
            assertThat(beat).isNotNull();
            assertThatThrownBy(frames::next)
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("nothing came for 100 ms");
        }
    }

    @Test
    void heartbeat_idleChannel_tellsThatItIsThere() throws IOException {
        FrameChannel frames = new FrameChannel(near);
        Heartbeat.Timing timing =
                new Heartbeat.Timing(Duration.ofMillis(20), Duration.ofSeconds(60), Duration.ofSeconds(1));
        ByteBuffer frame = ByteBuffer.allocate(16);
        try (Heartbeat beat = new Heartbeat(frames, near, timing, timer, "test-beat")) {
            assertThat(beat).isNotNull();
            while (frame.hasRemaining()) {
                far.read(frame);
            }
        }
        assertThat(Frames.check(frame)).isEqualTo(FrameType.KEEPALIVE);
    }

    @Test
    void buffers_taken_areBoundedAlignedAndReused() throws InterruptedException {
        Buffers buffers = new Buffers();
        Set<Buffers.Pair> taken = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            Buffers.Pair pair = buffers.poll(0);
            assertThat(pair.raw().capacity()).isEqualTo(ChunkGrid.MAX_CHUNK_SIZE);
            assertThat(pair.packed().capacity()).isGreaterThanOrEqualTo(Compressor.bound(ChunkGrid.MAX_CHUNK_SIZE));
            assertThat(pair.raw().alignmentOffset(0, 4096)).isZero();
            assertThat(pair.packed().alignmentOffset(0, 4096)).isZero();
            taken.add(pair);
        }
        assertThat(taken).hasSize(12);
        assertThat(buffers.poll(1)).isNull();
        Buffers.Pair one = taken.iterator().next();
        buffers.release(one);
        assertThat(buffers.poll(0)).isSameAs(one);
    }
}
