package dev.smc.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.DiskResult;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.PeerIdentity;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.testkit.FileDisk;
import dev.smc.testkit.MemoryTarget;
import dev.smc.testkit.TransferTally;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a receiver's process outright in the middle of a transfer, and goes on with a new one. */
class ReceiverKilledCrashTest {
    private static final int SIZE = 120 << 20;

    @TempDir
    private Path temp;

    /** A receiver in a process of its own: arguments are directory, epoch and identity. */
    static final class Main {
        private Main() {}

        /** Receives until it is killed. */
        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            long epoch = Long.parseLong(args[1]);
            byte[] identity = HexFormat.of().parseHex(args[2]);
            Receiver receiver = new TlsTransport()
                    .receive(ReceiverSpec.of(r -> r.jobId("job")
                            .epoch(epoch)
                            .identity(new PeerIdentity(identity))
                            .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .addDisks(ReceiverDisk.of(d -> d.index(0)
                                    .target(new FileDisk(directory.resolve("target"), SIZE))
                                    .stateDirectory(directory.resolve("state"))))));
            Files.writeString(
                    directory.resolve("port-" + epoch + ".tmp"),
                    "" + receiver.address().getPort());
            Files.move(directory.resolve("port-" + epoch + ".tmp"), directory.resolve("port-" + epoch));
            Thread.currentThread().join();
        }
    }

    private Process start(long epoch, SessionIdentities identities) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        temp.toString(),
                        "" + epoch,
                        HexFormat.of().formatHex(identities.receiver().encoded()))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log-" + epoch).toFile())
                .start();
    }

    private InetSocketAddress address(long epoch, Process process) throws Exception {
        Path port = temp.resolve("port-" + epoch);
        while (!Files.exists(port)) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as(() -> "the receiver ended early, see " + temp)
                    .isFalse();
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(Files.readString(port)));
    }

    private DiskResult replicate(long epoch, byte[] source, TransferObserver observer, long killAfter)
            throws Exception {
        TlsTransport transport = new TlsTransport();
        SessionIdentities identities = transport.mint("job", epoch);
        Process receiver = start(epoch, identities);
        InetSocketAddress address = address(epoch, receiver);
        MemoryTarget disk = new MemoryTarget(source) {
            @Override
            public void read(long offset, ByteBuffer target) {
                if (offset >= killAfter) {
                    receiver.destroyForcibly();
                }
                super.read(offset, target);
            }
        };
        try (ReplicationChannel channel = transport.connect(ChannelSpec.of(c -> c.jobId("job")
                .epoch(epoch)
                .identity(identities.sender())
                .address(address)
                .options(TransferOptions.of(o -> o.verifyChecksums(true)))))) {
            return channel.replicate(
                    DiskReplication.of(d -> d.index(0).round(1).source(disk).used(AllocationMap.full(SIZE))), observer);
        } finally {
            receiver.destroyForcibly().waitFor();
        }
    }

    @Test
    void receiver_killedMidway_isResumedWithoutSendingAllAgain() throws Exception {
        byte[] source = new byte[SIZE];
        new SplittableRandom(5).nextBytes(source);
        TransferTally first = new TransferTally();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> replicate(1, source, first, 90 << 20)))
                .hasMessageContaining("cannot connect");
        TransferTally second = new TransferTally();
        DiskResult result = replicate(2, source, second, Long.MAX_VALUE);
        assertThat(result.verified()).isTrue();
        assertThat(second.settled()).isEqualTo(SIZE);
        assertThat(first.sent() + result.transferredBytes()).isLessThan(SIZE + (50L << 20));
        assertThat(Files.readAllBytes(temp.resolve("target"))).isEqualTo(source);
    }
}
