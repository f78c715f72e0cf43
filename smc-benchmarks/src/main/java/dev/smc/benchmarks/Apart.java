package dev.smc.benchmarks;

import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.TransferOptions;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.PeerIdentity;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.TlsTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Replicates disks with sender and receiver in processes of their own, which may be in networks of their own:
 *
 * <pre>
 * Apart mint DIRECTORY
 * Apart receive DIRECTORY HOST PORT SIZE TARGET...      until it is killed
 * Apart send DIRECTORY HOST PORT SOURCE...              all disks at once
 * </pre>
 *
 * <p>Options of {@code send} are system properties: {@code level}, {@code adapt}, {@code streams}, {@code verify}, {@code mbps},
 * and {@code delay}, milliseconds each way by a {@link DelayLine}. It prints seconds, bytes on the wire, bytes in use, and the
 * seconds that streams waited for each bottleneck.
 */
public final class Apart {
    private static final String JOB = "j-apart";
    private static final TlsTransport TRANSPORT = new TlsTransport();

    private Apart() {}

    /** Does one of the three. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        switch (args[0]) {
            case "mint" -> mint(directory);
            case "receive" -> receive(directory, address(args), Long.parseLong(args[4]), paths(args, 5));
            default -> send(directory, address(args), paths(args, 4));
        }
    }

    private static InetSocketAddress address(String[] args) {
        return new InetSocketAddress(args[2], Integer.parseInt(args[3]));
    }

    private static List<Path> paths(String[] args, int from) {
        List<Path> paths = new ArrayList<>();
        for (int i = from; i < args.length; i++) {
            paths.add(Path.of(args[i]));
        }
        return paths;
    }

    private static void mint(Path directory) throws IOException {
        SessionIdentities identities = TRANSPORT.mint(JOB, 1);
        Files.write(directory.resolve("sender.identity"), identities.sender().encoded());
        Files.write(
                directory.resolve("receiver.identity"), identities.receiver().encoded());
    }

    private static PeerIdentity identity(Path directory, String role) throws IOException {
        return new PeerIdentity(Files.readAllBytes(directory.resolve(role + ".identity")));
    }

    private static void receive(Path directory, InetSocketAddress address, long size, List<Path> targets)
            throws Exception {
        ReceiverSpec.Builder spec = ReceiverSpec.builder();
        spec.jobId(JOB).epoch(1).identity(identity(directory, "receiver")).bindAddress(address);
        for (int i = 0; i < targets.size(); i++) {
            Path path = targets.get(i);
            RawTarget target = Files.exists(path) ? RawTarget.open(path) : RawTarget.create(path, size);
            int index = i;
            spec.addDisks(ReceiverDisk.of(d -> d.index(index).target(target).stateDirectory(Path.of(path + ".state"))));
        }
        try (Receiver receiver = TRANSPORT.receive(spec.build())) {
            System.out.println("receiving at " + receiver.address());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static void send(Path directory, InetSocketAddress address, List<Path> sources) throws Exception {
        TransferOptions options = TransferOptions.of(t -> t.compressionLevel(Integer.getInteger("level", 7))
                .adaptCompression(Boolean.getBoolean("adapt"))
                .streams(Integer.getInteger("streams", 4))
                .encryption(Encryption.ON)
                .bandwidthLimit(Bandwidth.ofMbps(Long.getLong("mbps", 0)))
                .verifyChecksums(Boolean.getBoolean("verify")));
        Waits waits = new Waits();
        long start = System.nanoTime();
        try (DelayLine line = new DelayLine(address, Integer.getInteger("delay", 0));
                ReplicationChannel channel = TRANSPORT.connect(ChannelSpec.builder()
                        .jobId(JOB)
                        .epoch(1)
                        .identity(identity(directory, "sender"))
                        .address(line.address())
                        .options(options)
                        .build())) {
            List<CompletableFuture<DiskResult>> running = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                int index = i;
                running.add(CompletableFuture.supplyAsync(
                        () -> replicate(channel, index, sources.get(index), waits), task -> new Thread(task).start()));
            }
            long wire = 0;
            long used = 0;
            for (CompletableFuture<DiskResult> one : running) {
                wire += one.join().wireBytes();
                used += one.join().usedBytes();
            }
            System.out.printf("%.3f %d %d %s%n", (System.nanoTime() - start) / 1e9, wire, used, waits);
        }
    }

    private static DiskResult replicate(ReplicationChannel channel, int index, Path path, TransferObserver observer) {
        try (BlockSource source = DiskImages.open(path)) {
            AllocationMap used = DiskInspector.inspect(source).used();
            return channel.replicate(
                    DiskReplication.of(
                            r -> r.index(index).round(1).source(source).used(used)),
                    observer);
        }
    }

    /** Adds up what streams waited for. */
    private static final class Waits implements TransferObserver {
        private final Map<Bottleneck, Long> nanos = new ConcurrentHashMap<>();

        @Override
        public void waited(Bottleneck on, long time) {
            nanos.merge(on, time, Long::sum);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            nanos.forEach((on, time) ->
                    text.append(on).append('=').append(time / 1_000_000_000).append(' '));
            return text.toString().trim();
        }
    }
}
