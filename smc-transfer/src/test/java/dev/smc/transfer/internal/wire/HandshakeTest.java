package dev.smc.transfer.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final Hello.Stream STREAM = new Hello.Stream(3, 5, -7, 9);
    private static final ChunkGrid GRID = new ChunkGrid(123_456_789, 8192);
    private static final Handshake.Admission ADMISSION = new Handshake.Admission(GRID, true);
    private static final byte[] SECRET = secret(1);

    private final LinkedBlockingQueue<ByteBuffer> toReceiver = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<ByteBuffer> toSender = new LinkedBlockingQueue<>();

    private static byte[] secret(int value) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) value);
        return secret;
    }

    /** One end of a pipe in memory. */
    private record Pipe(
            LinkedBlockingQueue<ByteBuffer> in, LinkedBlockingQueue<ByteBuffer> out, UnaryOperator<ByteBuffer> change)
            implements Link {
        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                ByteBuffer next = in.peek();
                while (next == null) {
                    if (in.isEmpty()) {
                        ByteBuffer taken = in.poll(10, TimeUnit.SECONDS);
                        if (taken == null || taken.limit() == 0) {
                            return -1;
                        }
                        LinkedBlockingQueue<ByteBuffer> rest = new LinkedBlockingQueue<>();
                        in.drainTo(rest);
                        in.add(taken);
                        in.addAll(rest);
                    }
                    next = in.peek();
                }
                int length = Math.min(target.remaining(), next.remaining());
                target.put(next.slice(next.position(), length));
                next.position(next.position() + length);
                if (!next.hasRemaining()) {
                    in.remove();
                }
                return length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(ByteBuffer source) {
            ByteBuffer copy =
                    ByteBuffer.allocate(source.remaining()).put(source).flip();
            out.add(change.apply(copy));
        }
    }

    private static Hello hello(String job) {
        return Hello.of(true, 9, 2, 3, GRID.diskSize(), STREAM, secret(7), job);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "0, 0", "8, 9", "0, 9"})
    void receive_impossibleStream_isAViolation(int number, int count) {
        Hello hello = Hello.of(false, 1, 0, 1, 0, new Hello.Stream(number, count, 1, 2), secret(7), "j");
        Outcome outcome = run(SECRET, hello, UnaryOperator.identity(), admitted -> ADMISSION);
        assertCode(outcome.receiver(), ErrorCode.PROTOCOL_VIOLATION);
    }

    private record Outcome(Object sender, Object receiver) {}

    private Outcome run(
            byte[] sendersSecret,
            Hello hello,
            UnaryOperator<ByteBuffer> change,
            Function<Hello, Handshake.Admission> admit) {
        CompletableFuture<Object> receiver = CompletableFuture.supplyAsync(() -> {
            FrameChannel frames = new FrameChannel(new Pipe(toReceiver, toSender, change));
            try {
                return Handshake.receive(frames, SECRET, admit);
            } catch (MigrationException e) {
                frames.send(FrameType.ERROR, out -> ErrorMessage.encode(e, out));
                return e;
            }
        });
        Object[] sender = new Object[1];
        Throwable thrown = catchThrowable(() -> sender[0] = Handshake.send(
                new FrameChannel(new Pipe(toSender, toReceiver, UnaryOperator.identity())), sendersSecret, hello));
        if (thrown != null) {
            toReceiver.add(ByteBuffer.allocate(0));
        }
        return new Outcome(thrown == null ? sender[0] : thrown, receiver.join());
    }

    private static void assertCode(Object outcome, ErrorCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void handshake_rightSecret_tellsBothSides() {
        Outcome outcome = run(SECRET, hello("job ü"), UnaryOperator.identity(), hello -> ADMISSION);
        assertThat(outcome.sender()).isEqualTo(ADMISSION);
        assertThat(outcome.receiver()).isInstanceOfSatisfying(Hello.class, hello -> {
            assertThat(hello.lowestVersion()).isEqualTo(Handshake.VERSION);
            assertThat(hello.highestVersion()).isEqualTo(Handshake.VERSION);
            assertThat(hello.probe()).isFalse();
            assertThat(hello.verify()).isTrue();
            assertThat(hello.stream()).isEqualTo(STREAM);
            assertThat(hello.epoch()).isEqualTo(9);
            assertThat(hello.disk()).isEqualTo(2);
            assertThat(hello.round()).isEqualTo(3);
            assertThat(hello.diskSize()).isEqualTo(GRID.diskSize());
            assertThat(hello.nonce()).isEqualTo(secret(7));
            assertThat(hello.jobId()).isEqualTo("job ü");
        });
    }

    @Test
    void handshake_probe_isToldApart() {
        Hello probe = Hello.probe(1, secret(7), "j");
        Outcome outcome = run(SECRET, probe, UnaryOperator.identity(), hello -> ADMISSION);
        assertThat(outcome.receiver()).isInstanceOfSatisfying(Hello.class, hello -> {
            assertThat(hello.probe()).isTrue();
            assertThat(hello.verify()).isFalse();
        });
    }

    @Test
    void handshake_wrongSecret_isUntrustedOnBothSidesAndAdmitsNobody() {
        Outcome outcome = run(secret(2), hello("j"), UnaryOperator.identity(), hello -> {
            throw new AssertionError("was admitted");
        });
        assertCode(outcome.sender(), ErrorCode.PEER_UNTRUSTED);
        assertCode(outcome.receiver(), ErrorCode.PEER_UNTRUSTED);
    }

    /** A receiver that knows no secret repeats what it likes with good checksums. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16, 24, 51})
    void handshake_forgedAnswer_isUntrusted(int at) {
        UnaryOperator<ByteBuffer> forge = frame -> {
            if (frame.get(0) != 3) {
                return frame;
            }
            byte[] payload = new byte[52];
            frame.get(12, payload);
            payload[at] ^= 1;
            ByteBuffer forged = ByteBuffer.allocate(100);
            int start = Frames.open(forged, FrameType.HELLO_OK);
            forged.put(payload);
            Frames.seal(forged, start);
            return forged.flip();
        };
        Outcome outcome = run(SECRET, hello("j"), forge, hello -> ADMISSION);
        assertCode(outcome.sender(), ErrorCode.PEER_UNTRUSTED);
    }

    @Test
    void handshake_otherVersions_areRefusedWithBoth() {
        Hello newer = new Hello(4, 5, false, false, 1, 0, 1, 0, Hello.Stream.NONE, secret(7), "j");
        Outcome outcome = run(SECRET, newer, UnaryOperator.identity(), hello -> ADMISSION);
        assertCode(outcome.sender(), ErrorCode.PROTOCOL_VIOLATION);
        assertThat((Throwable) outcome.sender())
                .hasMessageContaining("versions 4 to 5")
                .hasMessageContaining("speaks " + Handshake.VERSION);
    }

    @Test
    void handshake_rangeAroundThisVersion_isFine() {
        Hello both = new Hello(0, 4, false, false, 1, 0, 1, 0, Hello.Stream.NONE, secret(7), "j");
        assertThat(run(SECRET, both, UnaryOperator.identity(), hello -> ADMISSION)
                        .sender())
                .isEqualTo(ADMISSION);
    }

    @Test
    void nonce_twice_differs() {
        assertThat(Handshake.nonce()).hasSize(32).isNotEqualTo(Handshake.nonce());
    }
}
