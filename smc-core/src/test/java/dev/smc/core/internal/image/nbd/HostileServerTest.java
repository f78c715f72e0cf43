package dev.smc.core.internal.image.nbd;

import static dev.smc.core.internal.image.nbd.ScriptedServer.chunk;
import static dev.smc.core.internal.image.nbd.ScriptedServer.greeting;
import static dev.smc.core.internal.image.nbd.ScriptedServer.option;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that break the protocol get an error that says how. */
class HostileServerTest {
    private static final int ROOM = 4 << 20;
    private static final int LENGTH = 1000;

    private static byte[] script(Consumer<ByteBuffer> script) {
        ByteBuffer out = ByteBuffer.allocate(ROOM);
        script.accept(out);
        return ScriptedServer.bytes(out);
    }

    private static void assertViolation(ThrowingCallable call, String found) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
                .hasMessageContainingAll("nbd://scripted/", "the server breaks the NBD protocol: " + found);
    }

    static Stream<Arguments> greetings() {
        return Stream.of(
                arguments(script(o -> o.putLong(5).putLong(6)), "it does not greet as one"),
                arguments(script(o -> o.putLong(Nbd.MAGIC).putLong(6)), "it greets in an unknown style"),
                arguments(
                        script(o -> {
                            greeting(o);
                            o.putLong(Nbd.OPTION_REPLY_MAGIC).putInt(Nbd.OPT_STRUCTURED_REPLY);
                            o.putInt(Nbd.REP_ACK).putInt(0x7fffffff);
                        }),
                        "a reply of 2147483647 bytes to option 8"),
                arguments(
                        script(o -> {
                            greeting(o);
                            option(o, Nbd.OPT_GO, Nbd.REP_ACK, new byte[0]);
                        }),
                        "no reply to option 8 where one was due"),
                arguments(
                        script(o -> {
                            greeting(o);
                            for (int i = 0; i < 1000; i++) {
                                option(o, Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_INFO, new byte[3]);
                            }
                        }),
                        "more than 64 replies to option 8"),
                arguments(
                        script(o -> {
                            greeting(o);
                            option(o, Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_ERR_UNSUP, new byte[0]);
                            option(o, Nbd.OPT_GO, Nbd.REP_ACK, new byte[0]);
                        }),
                        "no information on the export"),
                arguments(
                        ScriptedServer.handshake(-5, new int[] {1, 4096, 4096}),
                        "an export of 18446744073709551611 bytes"),
                arguments(ScriptedServer.handshake(5, new int[] {3, 4096, 4096}), "block sizes of 3, 4096 and 4096"),
                arguments(ScriptedServer.handshake(5, new int[] {0, 0, 0}), "block sizes of 0, 0 and 0"),
                arguments(
                        ScriptedServer.handshake(5, new int[] {1 << 30, 1 << 30, 1 << 30}),
                        "block sizes of 1073741824"));
    }

    @ParameterizedTest
    @MethodSource("greetings")
    void open_withAHandshakeThatIsNone_isAViolation(byte[] handshake, String found) {
        assertViolation(() -> new ScriptedServer(handshake, new byte[0], false).source(), found);
    }

    static Stream<Arguments> replies() {
        return Stream.of(
                arguments(script(o -> o.putInt(1).putInt(2).putLong(3)), "no reply where one was due"),
                arguments(
                        script(o -> o.putInt(Nbd.SIMPLE_REPLY_MAGIC).putInt(0).putLong(1)),
                        "a simple reply where a structured one was agreed on"),
                arguments(
                        script(o -> chunk(o, true, Nbd.REPLY_NONE, 77, 0)),
                        "a reply to a request that was not made, number 77"),
                arguments(
                        script(o -> chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, 0x7fffffff)
                                .putLong(0)),
                        "2147483639 bytes at 0 in reply to a request for 1000 at 0"),
                arguments(
                        script(o ->
                                chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, -1).putLong(0)),
                        "a chunk of type 1 of 4294967295 bytes"),
                arguments(script(o -> chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, 7)), "a chunk of type 1 of 7 bytes"),
                arguments(
                        script(o -> chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, 9).putLong(1000)),
                        "1 bytes at 1000 in reply to a request for 1000 at 0"),
                arguments(
                        script(o -> chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, 9).putLong(-1)),
                        "1 bytes at 18446744073709551615 in reply"),
                arguments(
                        script(o -> {
                            hole(o, false, 0, 600);
                            hole(o, true, 599, 401);
                        }),
                        "data that overlaps other data of the same reply"),
                arguments(script(o -> hole(o, true, 0, 999)), "a reply that leaves out some of 1000 bytes"),
                arguments(script(o -> hole(o, false, 0, -1)), "4294967295 bytes at 0 in reply"),
                arguments(script(o -> chunk(o, true, Nbd.REPLY_NONE, 1, 0)), "a reply that leaves out some of 1000"),
                arguments(script(o -> chunk(o, false, Nbd.REPLY_NONE, 1, 0)), "a chunk of type 0 of 0 bytes"),
                arguments(script(o -> chunk(o, false, 1234, 1, 100)), "a chunk of type 1234 of 100 bytes"),
                arguments(
                        script(o -> chunk(o, false, Nbd.REPLY_BLOCK_STATUS, 1, 12)
                                .putInt(7)
                                .putLong(5)),
                        "block status for command 0"),
                arguments(
                        script(o -> {
                            for (int i = 0; i < 1000; i++) {
                                chunk(o, false, Nbd.REPLY_ERROR_BIT + 1, 1, 6)
                                        .putInt(5)
                                        .putShort((short) 0);
                            }
                        }),
                        "more than 16 errors in one reply"),
                arguments(
                        script(o -> chunk(o, true, Nbd.REPLY_ERROR_BIT + 1, 1, 6)
                                .putInt(5)
                                .putShort((short) 9)),
                        "a chunk of type 32769 of 6 bytes"));
    }

    private static void hole(ByteBuffer out, boolean done, long offset, int length) {
        chunk(out, done, Nbd.REPLY_OFFSET_HOLE, 1, 12).putLong(offset).putInt(length);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void read_withAReplyThatIsNone_isAViolation(byte[] replies, String found) {
        try (NbdSource source = new ScriptedServer(ScriptedServer.goodHandshake(), replies, true).source()) {
            assertViolation(() -> source.read(0, ByteBuffer.allocate(LENGTH)), found);
        }
    }

    @Test
    void read_withChunksInAnyOrder_putsThemTogether() {
        byte[] replies = script(o -> {
            chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, 9).putLong(999).put((byte) 5);
            hole(o, false, 1, 998);
            chunk(o, true, Nbd.REPLY_OFFSET_DATA, 1, 9).putLong(0).put((byte) 4);
        });
        try (NbdSource source = new ScriptedServer(ScriptedServer.goodHandshake(), replies, true).source()) {
            ByteBuffer target = ByteBuffer.allocate(LENGTH);
            source.read(0, target);
            byte[] expected = new byte[LENGTH];
            expected[0] = 4;
            expected[999] = 5;
            assertThat(target.array()).isEqualTo(expected);
        }
    }

    @Test
    void read_neverAnswered_failsInTheEnd() {
        for (byte[] replies : new byte[][] {
            new byte[0],
            script(o -> chunk(o, false, Nbd.REPLY_OFFSET_DATA, 1, 500).putLong(0))
        }) {
            try (NbdSource source = new ScriptedServer(ScriptedServer.goodHandshake(), replies, true).source()) {
                assertThatThrownBy(() -> source.read(0, ByteBuffer.allocate(LENGTH)))
                        .isInstanceOfSatisfying(
                                SourceReadException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                        .hasMessageContainingAll("no reply for", "check the server and the network");
            }
        }
    }

    @Test
    void extents_neverEndingStatus_isAViolation() {
        byte[] replies = script(o -> {
            for (int i = 0; i < 1000; i++) {
                chunk(o, false, Nbd.REPLY_BLOCK_STATUS, 1, 12)
                        .putInt(ScriptedServer.BITMAP_ID)
                        .putInt(1)
                        .putInt(0);
            }
        });
        try (NbdSource source = new ScriptedServer(ScriptedServer.goodHandshake(), replies, true).source()) {
            assertViolation(() -> source.extents(0, source.size()), "block status twice in one reply");
        }
    }

    @Test
    void extents_withStatusBeyondTheDisk_areCutToIt() {
        byte[] replies = script(o -> {
            chunk(o, false, Nbd.REPLY_BLOCK_STATUS, 1, 20).putInt(ScriptedServer.ALLOCATION_ID);
            o.putInt(8192).putInt(0).putInt(-1).putInt(3);
            chunk(o, true, Nbd.REPLY_NONE, 1, 0);
        });
        try (NbdSource source = new ScriptedServer(ScriptedServer.goodHandshake(), replies, true).source()) {
            assertThat(source.extents(0, source.size()))
                    .containsExactly(Extent.data(0, 8192), Extent.zero(8192, source.size() - 8192));
        }
    }

    @Test
    void changed_thatTheServerCannotTell_isEverything() {
        byte[] replies = script(
                o -> chunk(o, true, Nbd.REPLY_ERROR_BIT + 1, 1, 6).putInt(22).putShort((short) 0));
        try (NbdSource source = new ScriptedServer(ScriptedServer.goodHandshake(), replies, true).source()) {
            assertThat(source.changed()).contains(AllocationMap.full(source.size()));
        }
    }

    @Test
    void open_ofAnAbsurdSize_isRefused() {
        byte[] handshake = ScriptedServer.handshake(Long.MAX_VALUE, new int[] {1, 4096, 4096});
        assertThatThrownBy(() -> new ScriptedServer(handshake, new byte[0], false).source())
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_UNSUPPORTED))
                .hasMessageContaining("an export of 9223372036854775807 bytes");
    }
}
