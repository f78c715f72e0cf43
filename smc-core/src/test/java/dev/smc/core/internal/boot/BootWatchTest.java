package dev.smc.core.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.BootOutcome;
import dev.smc.core.internal.boot.BootWatch.Verdict;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the signs, as time goes by: 300 s to come up, 20 s to settle. */
class BootWatchTest {
    private final ConsoleLog console = new ConsoleLog();

    @TempDir
    private Path temp;

    private GuestNetwork network;
    private BootWatch watch;

    @BeforeEach
    void create() throws Exception {
        network = new GuestNetwork(temp.resolve("network.pcap"), 1);
        watch = new BootWatch(console, network, Duration.ofSeconds(300), Duration.ofSeconds(20));
    }

    @AfterEach
    void close() throws Exception {
        network.close();
    }

    @Test
    void look_afterALogin_waitsForItToSettle() {
        at(10, null, "");
        say("web01 login: ");
        at(30, null, "");
        at(49, null, "");
        at(50, BootOutcome.BOOTED, "the serial console asks for a login");
        assertThat(watch.login()).contains(Duration.ofSeconds(30));
    }

    @Test
    void look_afterALoginJustInTime_waitsLongerThanTheLimit() {
        say("web01 login: ");
        at(299, null, "");
        at(301, null, "");
        at(319, BootOutcome.BOOTED, "login");
    }

    @Test
    void look_atAPanicAfterALogin_failsWithItsLastWords() {
        say("web01 login: ");
        at(30, null, "");
        say("\r\nKernel panic - not syncing: Attempted to kill init!\r\n");
        at(35, null, "");
        at(37, BootOutcome.FAILED, "the kernel panicked: \"Kernel panic - not syncing: Attempted to kill init!\"");
    }

    @Test
    void look_atASilentGuestWithALease_waitsForMoreThanThat() throws Exception {
        lease();
        at(40, null, "");
        at(159, null, "");
        at(160, BootOutcome.BOOTED, "it took an address by DHCP; nothing else tells that it came up");
    }

    @Test
    void look_afterTheFirstBootMarker_isEnough() {
        say("SMC-FIRST-BOOT-OK\r\n");
        at(40, null, "");
        at(60, BootOutcome.BOOTED, "the first boot was reported as done");
    }

    @Test
    void look_afterTheLimit_saysWhatWasMissed() {
        at(299, null, "");
        at(300, BootOutcome.FAILED, "neither the serial console nor the network showed a sign of life within 300 s");
        say("error: no such partition.\r\n");
        at(300, BootOutcome.FAILED, "the last warning is \"error: no such partition.\"");
    }

    @Test
    void ended_beforeAndAfterItCameUp_fails() {
        assertThat(watch.ended(Duration.ofSeconds(5)).reason())
                .isEqualTo("the guest switched itself off after 5 s, before it came up");
        say("web01 login: ");
        assertThat(watch.ended(Duration.ofSeconds(9)))
                .isEqualTo(new Verdict(BootOutcome.FAILED, "the guest switched itself off after it had come up"));
    }

    @Test
    void look_atAGuestThatStartsAnewOnce_waitsForItsLogin() {
        start();
        at(10, null, "");
        start();
        say("web01 login: ");
        at(30, null, "");
        at(50, BootOutcome.BOOTED, "the serial console asks for a login");
    }

    @Test
    void look_atAGuestThatStartsOverAndOver_fails() {
        for (int i = 0; i < 3; i++) {
            start();
            at(i, null, "");
        }
        say("error: no such partition.\r\n");
        start();
        at(4, BootOutcome.FAILED, "starts over and over; the last warning is \"error: no such partition.\"");
    }

    @Test
    void look_atAGuestThatStartsAnewAfterItsLogin_fails() {
        start();
        say("web01 login: ");
        at(10, null, "");
        say("\r\n");
        start();
        at(11, BootOutcome.FAILED, "restarted after it had come up");
    }

    private void start() {
        say("SeaBIOS (version 1.16.2-debian-1.16.2-1)\r\n");
    }

    private void lease() throws Exception {
        Files.write(
                temp.resolve("network.pcap"),
                Frames.pcap(ByteOrder.LITTLE_ENDIAN, Frames.dhcp(2, 7, 5, "")),
                StandardOpenOption.WRITE);
        network.poll();
    }

    private void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        console.add(bytes, bytes.length);
    }

    private void at(long seconds, @Nullable BootOutcome outcome, String reason) {
        Optional<Verdict> verdict = watch.look(Duration.ofSeconds(seconds));
        assertThat(verdict.map(Verdict::outcome)).isEqualTo(Optional.ofNullable(outcome));
        assertThat(verdict.map(Verdict::reason).orElse("")).contains(reason);
    }
}
