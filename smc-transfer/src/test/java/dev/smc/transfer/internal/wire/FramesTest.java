package dev.smc.transfer.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.error.TransportException;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Crc;
import dev.smc.transfer.internal.compress.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    /** A link that reads what was put into it, a few bytes at a time, and keeps what is written. */
    static final class Tape implements Link {
        private final ByteBuffer bytes;
        private final ByteBuffer written = ByteBuffer.allocate(1 << 21);

        Tape(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int length = Math.min(7, Math.min(target.remaining(), bytes.remaining()));
            target.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            return length;
        }

        @Override
        public void write(ByteBuffer source) {
            written.put(source);
        }

        ByteBuffer written() {
            return written.duplicate().flip();
        }
    }

    private static ByteBuffer frame(FrameType type, byte... payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + 100).position(3);
        int start = Frames.open(out, type);
        out.put(payload);
        Frames.seal(out, start);
        return out.flip().position(3).slice();
    }

    private static ErrorCode code(FrameChannel channel) {
        return catchThrowableOfType(MigrationException.class, () -> {
                    channel.next();
                    channel.payload();
                })
                .code();
    }

    @Test
    void seal_frame_hasTheBytesOfTheFormat() {
        ByteBuffer frame = frame(FrameType.ACK, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(frame.remaining()).isEqualTo(12 + 8 + 4);
        assertThat(frame.get(0)).isEqualTo((byte) 10);
        assertThat(frame.get(1)).isZero();
        assertThat(frame.getShort(2)).isZero();
        assertThat(frame.getInt(4)).isEqualTo(8);
        assertThat(frame.getInt(8)).isEqualTo(Crc.of(frame, 0, 8));
        assertThat(frame.getInt(20)).isEqualTo(Crc.of(frame, 0, 20));
    }

    @Test
    void next_frames_comeInOrderAndKeepAliveIsPassedOver() {
        ByteBuffer both = ByteBuffer.allocate(200);
        both.put(frame(FrameType.KEEPALIVE)).put(frame(FrameType.ACK, new byte[] {0, 0, 0, 0, 0, 0, 0, 9}));
        both.put(frame(FrameType.KEEPALIVE)).put(frame(FrameType.DONE)).flip();
        FrameChannel channel = new FrameChannel(new Tape(both));
        assertThat(channel.next()).isEqualTo(FrameType.ACK);
        assertThat(channel.payload().getLong()).isEqualTo(9);
        assertThat(channel.next()).isEqualTo(FrameType.DONE);
        assertThat(channel.payload().remaining()).isZero();
        assertThat(code(channel)).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    @Test
    void payload_larger_growsTheBuffer() {
        byte[] big = new byte[100_000];
        Arrays.fill(big, (byte) 5);
        FrameChannel channel = new FrameChannel(new Tape(frame(FrameType.MANIFEST, big)));
        assertThat(channel.next()).isEqualTo(FrameType.MANIFEST);
        ByteBuffer payload = channel.payload();
        byte[] found = new byte[payload.remaining()];
        payload.get(found);
        assertThat(found).isEqualTo(big);
    }

    @Test
    void next_anyBitFlipped_isNoticed() {
        ByteBuffer frame = frame(FrameType.ACK, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        for (int bit = 0; bit < frame.limit() * 8; bit++) {
            ByteBuffer copy =
                    ByteBuffer.allocate(frame.limit()).put(frame.duplicate()).flip();
            copy.put(bit / 8, (byte) (copy.get(bit / 8) ^ 1 << bit % 8));
            assertThat(code(new FrameChannel(new Tape(copy)))).as("bit %d", bit).isEqualTo(ErrorCode.FRAME_CORRUPT);
        }
    }

    @Test
    void next_frameCut_isLost() {
        ByteBuffer frame = frame(FrameType.ACK, new byte[8]);
        for (int length = 0; length < frame.limit(); length++) {
            assertThat(code(new FrameChannel(new Tape(frame.duplicate().limit(length)))))
                    .isEqualTo(ErrorCode.CONNECTION_LOST);
        }
    }

    private static ByteBuffer header(int type, int flags, int zero, int length) {
        ByteBuffer header = ByteBuffer.allocate(16)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) zero)
                .putInt(length);
        return header.putInt(Crc.of(header, 0, 8)).rewind();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0,0",
        "18,0,0,0",
        "14,0,0,7",
        "15,0,0,8201",
        "255,0,0,0",
        "10,1,0,8",
        "10,0,1,8",
        "10,0,0,7",
        "10,0,0,9",
        "8,0,0,119",
        "8,0,0,121",
        "8,0,0,-1",
        "2,0,0,126",
        "2,0,0,639",
        "7,0,0,24",
        "7,0,0,1048577",
        "4,0,0,8193",
        "5,0,0,1",
        "11,0,0,40",
        "16,0,0,31",
        "17,0,0,49",
        "17,0,0,131"
    })
    void next_impossibleHeader_isAViolation(int type, int flags, int zero, int length) {
        assertThat(code(new FrameChannel(new Tape(header(type, flags, zero, length)))))
                .isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 120",
        "14, 8",
        "15, 40",
        "15, 8200",
        "2, 127",
        "2, 638",
        "7, 25",
        "7, 1048576",
        "4, 6",
        "4, 8192",
        "1, 36"
    })
    void check_lengthAtTheBounds_isAllowed(int type, int length) {
        assertThat(Frames.check(header(type, 0, 0, length))).isNotNull();
    }

    @Test
    void expect_otherFrame_isAViolation() {
        FrameChannel channel = new FrameChannel(new Tape(frame(FrameType.DONE)));
        assertThatThrownBy(() -> channel.expect(FrameType.ACK))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("DONE frame came where ACK was due");
    }

    @Test
    void expect_error_isThrownAsItWas() {
        ByteBuffer payload = ByteBuffer.allocate(8192);
        ErrorMessage.encode(new TargetWriteException(ErrorCode.TARGET_FULL, "no space", "free some"), payload);
        byte[] bytes = Arrays.copyOf(payload.array(), payload.position());
        FrameChannel channel = new FrameChannel(new Tape(frame(FrameType.ERROR, bytes)));
        assertThatThrownBy(() -> channel.expect(FrameType.ACK))
                .isInstanceOfSatisfying(TargetWriteException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TARGET_FULL);
                    assertThat(e).hasMessage("no space; free some");
                    assertThat(e.remedy()).isEqualTo("free some");
                });
    }

    @Test
    void send_payload_isAFrame() {
        Tape tape = new Tape(ByteBuffer.allocate(0));
        FrameChannel channel = new FrameChannel(tape);
        channel.send(FrameType.ACK, out -> out.putLong(77));
        FrameChannel back = new FrameChannel(new Tape(tape.written()));
        assertThat(back.expect(FrameType.ACK).getLong()).isEqualTo(77);
        assertThat(channel.idleNanos()).isNotNegative();
    }

    @Test
    void send_brokenLink_isLost() {
        FrameChannel channel = new FrameChannel(new Link() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                throw new javax.net.ssl.SSLException("bad record");
            }

            @Override
            public void write(ByteBuffer source) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        assertThatThrownBy(() -> channel.send(FrameType.DONE, out -> {}))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST))
                .hasMessageContaining("Broken pipe");
        assertThat(code(channel)).isEqualTo(ErrorCode.FRAME_CORRUPT);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void errorMessage_everyCode_comesBackAsItsClass(ErrorCode code) {
        ByteBuffer out = ByteBuffer.allocate(8192);
        ErrorMessage.encode(new MigrationException(code, "what ü", ""), out);
        MigrationException back = ErrorMessage.decode(out.flip());
        assertThat(back.code()).isEqualTo(code);
        assertThat(back).hasMessage("what ü");
        Class<?> expected = switch (code) {
            case TARGET_FULL, TARGET_UNWRITABLE -> TargetWriteException.class;
            case SOURCE_UNREADABLE, SOURCE_TRUNCATED, SOURCE_RESIZED -> SourceReadException.class;
            default -> TransportException.class;
        };
        assertThat(back).isExactlyInstanceOf(expected);
    }

    @Test
    void errorMessage_longTexts_areCutToFit() {
        ByteBuffer out = ByteBuffer.allocate(8192);
        ErrorMessage.encode(new MigrationException(ErrorCode.INTERNAL, "x".repeat(9000), "y".repeat(9000)), out);
        MigrationException back = ErrorMessage.decode(out.flip());
        assertThat(back.remedy()).hasSize(2048);
        assertThat(back.getMessage()).startsWith("xxxx").hasSize(4096 + 2 + 2048);
    }

    @Test
    void errorMessage_unknownCode_isAViolation() {
        ByteBuffer out = ByteBuffer.allocate(100);
        Text.put(out, "BRAND_NEW", 64);
        Text.put(out, "what", 64);
        Text.put(out, "", 64);
        MigrationException back = ErrorMessage.decode(out.flip());
        assertThat(back.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
        assertThat(back).hasMessageContaining("BRAND_NEW").hasMessageContaining("what");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void text_cutOrTooLong_isAViolation(int length) {
        ByteBuffer out = ByteBuffer.allocate(100);
        Text.put(out, "abcd", 100);
        assertThat(Text.get(out.duplicate().flip(), 4)).isEqualTo("abcd");
        assertThatThrownBy(() -> Text.get(out.duplicate().flip().limit(length), 100))
                .isInstanceOf(TransportException.class);
        assertThatThrownBy(() -> Text.get(out.duplicate().flip(), 3)).isInstanceOf(TransportException.class);
        assertThatThrownBy(() -> Text.end(out.duplicate().flip(), "X")).hasMessageContaining("6 bytes too many");
    }

    private static final byte[] DIGEST = new byte[32];

    static {
        Arrays.fill(DIGEST, (byte) 7);
    }

    private static BitSet grains(int... numbers) {
        BitSet grains = new BitSet();
        for (int number : numbers) {
            grains.set(number);
        }
        return grains;
    }

    private static DataHeader data(long chunk, Codec codec, int encoded, BitSet carried, BitSet kept) {
        return new DataHeader(chunk, codec, encoded, true, 0x1234, DIGEST, carried, kept);
    }

    private static ByteBuffer payload(DataHeader header) {
        ByteBuffer frame = ByteBuffer.allocate(DataHeader.FRAME);
        header.putFrame(frame);
        return frame.slice(Frames.HEADER, DataHeader.LENGTH);
    }

    @Test
    void dataHeader_roundTrip_keepsEverything() {
        ChunkGrid grid = new ChunkGrid(10 * 65536 + 5, 65536);
        DataHeader sent = data(3, Codec.ZSTD, 10, grains(0, 15), grains(3, 4));
        ByteBuffer payload = payload(sent);
        assertThat(payload.getLong(0)).isEqualTo(3);
        assertThat(payload.getInt(8)).isEqualTo(10);
        assertThat(payload.get(12)).isEqualTo((byte) 1);
        assertThat(payload.get(13)).isEqualTo((byte) 1);
        assertThat(payload.getInt(16)).isEqualTo(0x1234);
        assertThat(payload.get(57)).isEqualTo((byte) 0x80);
        DataHeader header = DataHeader.get(payload, grid);
        assertThat(header).usingRecursiveComparison().isEqualTo(sent);
        assertThat(header.carriedBytes(grid)).isEqualTo(8192);
        DataHeader last = data(10, Codec.STORED, 5, grains(0), grains());
        assertThat(DataHeader.get(payload(last), grid).carriedBytes(grid)).isEqualTo(5);
        DataHeader nothing = data(1, Codec.STORED, 0, grains(), grains());
        assertThat(DataHeader.get(payload(nothing), grid).carriedBytes(grid)).isZero();
    }

    @Test
    void dataHeader_impossible_isAViolation() {
        ChunkGrid grid = new ChunkGrid(10 * 8192 + 5, 8192);
        for (ByteBuffer payload : new ByteBuffer[] {
            payload(data(-1, Codec.ZSTD, 5, grains(0), grains())),
            payload(data(11, Codec.ZSTD, 5, grains(0), grains())),
            payload(data(0, Codec.ZSTD, 5, grains(0, 2), grains())),
            payload(data(0, Codec.ZSTD, 5, grains(0), grains(2))),
            payload(data(10, Codec.ZSTD, 4, grains(0), grains(1))),
            payload(data(0, Codec.ZSTD, 5, grains(0, 1), grains(1))),
            payload(data(0, Codec.ZSTD, 0, grains(0), grains())),
            payload(data(0, Codec.ZSTD, -1, grains(0), grains())),
            payload(data(0, Codec.ZSTD, 4096, grains(0), grains())),
            payload(data(0, Codec.ZSTD, 0, grains(), grains())),
            payload(data(0, Codec.STORED, 4095, grains(0), grains())),
            payload(data(0, Codec.STORED, 1, grains(), grains())),
            payload(data(0, Codec.ZSTD, 5, grains(0), grains())).put(12, (byte) 2)
        }) {
            assertThatThrownBy(() -> DataHeader.get(payload, grid))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION));
        }
    }
}
