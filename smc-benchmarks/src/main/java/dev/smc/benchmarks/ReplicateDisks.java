package dev.smc.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.TransferOptions;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.TransferObserver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Replicates disks through the default transport, one after the other, in one process that has both roles: {@code ReplicateDisks
 * LEVEL ENCRYPTION VERIFY (SOURCE TARGET)...}. A target that exists is brought up to date; one named {@code fresh:TARGET} is removed
 * first. Prints a line for each: seconds of wall, seconds of CPU, bytes on the wire, bytes in use.
 */
public final class ReplicateDisks {
    private static final String FRESH = "fresh:";

    private final TransferOptions options;

    private ReplicateDisks(TransferOptions options) {
        this.options = options;
    }

    /** Replicates. */
    public static void main(String[] args) throws IOException {
        ReplicateDisks replicate =
                new ReplicateDisks(TransferOptions.of(t -> t.compressionLevel(Integer.parseInt(args[0]))
                        .streams(Integer.getInteger("streams", 4))
                        .encryption(Encryption.valueOf(args[1]))
                        .verifyChecksums(Boolean.parseBoolean(args[2]))));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        List<String> pairs = Arrays.asList(args).subList(3, args.length);
        for (int i = 0; i < pairs.size(); i += 2) {
            boolean fresh = pairs.get(i + 1).startsWith(FRESH);
            Path target = Path.of(pairs.get(i + 1).substring(fresh ? FRESH.length() : 0));
            if (fresh) {
                Files.deleteIfExists(target);
                Files.deleteIfExists(state(target).resolve("manifest"));
            }
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            DiskResult result = replicate.replicate(Path.of(pairs.get(i)), target);
            System.out.printf(
                    "%.3f %.3f %d %d%n",
                    (System.nanoTime() - start) / 1e9,
                    (system.getProcessCpuTime() - cpu) / 1e9,
                    result.wireBytes(),
                    result.usedBytes());
        }
    }

    private static Path state(Path target) {
        return Path.of(target + ".state");
    }

    private DiskResult replicate(Path from, Path to) throws IOException {
        try (BlockSource source = DiskImages.open(from)) {
            AllocationMap used = DiskInspector.inspect(source).used();
            try (RawTarget target = Files.exists(to) ? RawTarget.open(to) : RawTarget.create(to, source.size());
                    Loopback loopback = new Loopback(
                            options,
                            List.of(ReceiverDisk.of(
                                    d -> d.index(0).target(target).stateDirectory(state(to)))))) {
                return loopback.channel()
                        .replicate(
                                DiskReplication.of(
                                        r -> r.index(0).round(1).source(source).used(used)),
                                TransferObserver.NONE);
            }
        }
    }
}
