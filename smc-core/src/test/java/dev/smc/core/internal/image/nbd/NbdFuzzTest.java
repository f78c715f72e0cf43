package dev.smc.core.internal.image.nbd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.MigrationException;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server says and whatever an address holds, only the errors of this library come out, in little time and memory. */
class NbdFuzzTest {
    private static final int LONGEST_READ = 1 << 20;
    private static final long MOST_EXTENTS = 1 << 26;

    @FuzzTest(maxDuration = "10m")
    void talk_withAnyHandshake_failsCleanlyIfAtAll(byte[] said) {
        talk(said, new byte[0]);
    }

    @FuzzTest(maxDuration = "10m")
    void talk_withAnyReplies_failsCleanlyIfAtAll(byte[] said) {
        talk(ScriptedServer.goodHandshake(), said);
    }

    @FuzzTest(maxDuration = "5m")
    void parse_ofAnyAddress_failsCleanlyIfAtAll(byte[] address) {
        parse(new String(address, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void talk_withDamagedHandshakesAndReplies_failsCleanlyIfAtAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] handshake = ScriptedServer.goodHandshake();
        byte[] replies = replies();
        for (int i = 0; i < 100; i++) {
            talk(damaged(handshake, random), replies);
            talk(handshake, damaged(replies, random));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nbd",
                "nbd:",
                "nbd://",
                "nbd://[",
                "nbd://[::1]:x/",
                "nbd://h:/",
                "nbd://%",
                "nbd+unix://?socket=%00",
                "nbd+unix:///?socket",
                "NBDS://h/%ff?tls-certificates=&x",
                "nbd://a:1:2/",
                "nbd:a",
                "nbd:///",
                "nbd://]["
            })
    void parse_ofOddAddresses_failsCleanlyIfAtAll(String address) {
        parse(address);
    }

    private static byte[] replies() {
        ByteBuffer out = ByteBuffer.allocate(2 * LONGEST_READ);
        for (int cookie = 1; cookie <= 4; cookie++) {
            ScriptedServer.chunk(out, true, Nbd.REPLY_OFFSET_HOLE, cookie, 12)
                    .putLong((cookie - 1L) << 18)
                    .putInt(1 << 18);
        }
        for (int cookie = 5; cookie <= 6; cookie++) {
            int context = cookie == 5 ? ScriptedServer.ALLOCATION_ID : ScriptedServer.BITMAP_ID;
            ScriptedServer.chunk(out, true, Nbd.REPLY_BLOCK_STATUS, cookie, 20)
                    .putInt(context)
                    .putInt(5000)
                    .putInt(3)
                    .putInt(1 << 20)
                    .putInt(0);
        }
        return ScriptedServer.bytes(out);
    }

    private static byte[] damaged(byte[] good, SplittableRandom random) {
        byte[] damaged = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
        for (int change = random.nextInt(1, 4); change > 0 && damaged.length > 0; change--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private static void talk(byte[] handshake, byte[] replies) {
        try (NbdSource source = new ScriptedServer(handshake, replies, false).source()) {
            int length = (int) Math.min(LONGEST_READ, source.size());
            attempt(() -> source.read(0, ByteBuffer.allocate(length)));
            long asked = Math.min(MOST_EXTENTS, source.size());
            attempt(() -> {
                List<Extent> extents = source.extents(0, asked);
                if (extents.stream().mapToLong(Extent::length).sum() != asked) {
                    throw new AssertionError("extents that are not of " + asked + " bytes");
                }
            });
            attempt(source::changed);
        } catch (MigrationException expected) {
            requireMessage(expected);
        }
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (MigrationException expected) {
            requireMessage(expected);
            if (expected.getMessage().contains("a defect of the NBD client")) {
                throw expected;
            }
        }
    }

    private static void parse(String address) {
        try {
            NbdAddress.parse(address);
        } catch (MigrationException expected) {
            requireMessage(expected);
        }
    }

    private static void requireMessage(MigrationException expected) {
        if (expected.getMessage() == null || expected.getMessage().isBlank()) {
            throw new AssertionError("an error without a message", expected);
        }
    }
}
