package dev.smc.core.internal.boot;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a guest says on its console and its network, it is taken without an error, and in pieces as it is in one. */
class BootFuzzTest {

    @FuzzTest
    void console_ofAnyBytes_takesThemInAnyPieces(byte[] bytes) {
        ConsoleLog whole = new ConsoleLog();
        whole.add(bytes, bytes.length);
        ConsoleLog pieces = new ConsoleLog();
        for (byte b : bytes) {
            pieces.add(new byte[] {b}, 1);
        }
        // Prompts are looked for whenever something has come, so that signs may differ; what was said may not.
        check(whole.tail().equals(pieces.tail()), "tails differ");
        check(whole.kernel().equals(pieces.kernel()) && whole.root().equals(pieces.root()), "facts differ");
        check(!whole.hasLogin() || pieces.hasLogin(), "login lost");
    }

    @FuzzTest
    void pcap_ofAnyBytes_takesThemInAnyPieces(byte[] bytes) {
        List<ByteBuffer> whole = new ArrayList<>();
        new Pcap(NetworkDump.LONGEST_FRAME, whole::add).take(ByteBuffer.wrap(bytes));
        List<ByteBuffer> pieces = new ArrayList<>();
        Pcap pcap = new Pcap(NetworkDump.LONGEST_FRAME, pieces::add);
        int used = 0;
        for (int end = 1; end <= bytes.length; end++) {
            used += pcap.take(ByteBuffer.wrap(bytes, used, end - used));
        }
        check(whole.equals(pieces), "frames differ");
        DhcpWatch watch = new DhcpWatch();
        whole.forEach(watch::frame);
    }

    @FuzzTest
    void dhcp_ofAnyChangesToARealFrame_takesIt(byte[] changes) {
        byte[] frame = Frames.dhcp(2, 7, 5, "");
        for (int i = 0; i + 1 < changes.length; i += 2) {
            frame[Math.floorMod(changes[i] * 3, frame.length)] = changes[i + 1];
        }
        DhcpWatch watch = new DhcpWatch();
        for (int length = 0; length <= frame.length; length++) {
            watch.frame(ByteBuffer.wrap(Arrays.copyOf(frame, length)));
        }
    }

    @Test
    void fuzzing_ofARealFrame_startsFromOneThatIsUnderstood() {
        DhcpWatch watch = new DhcpWatch();
        watch.frame(ByteBuffer.wrap(Frames.dhcp(2, 7, 5, "")));
        check(watch.lease().isPresent(), "not understood");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
