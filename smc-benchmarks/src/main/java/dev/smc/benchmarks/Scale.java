package dev.smc.benchmarks;

import dev.smc.api.model.Encryption;
import dev.smc.api.model.TransferOptions;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.DiskInspector;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.TransferObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How the time grows with the data and with the number of disks: {@code Scale DISK DIRECTORY (DISKSxTIMES)...}. Each disk of a run is
 * DISK as often after itself as TIMES says; targets keep the last {@link #KEPT} bytes only, in memory that is there before, so that
 * little of it suffices. Encryption is that of the system property {@code encryption}. Prints for each run the bytes in use and the seconds for a GiB of them.
 */
public final class Scale {
    private static final long KEPT = 512L << 20;

    private final TransferOptions options =
            TransferOptions.of(o -> o.encryption(Encryption.valueOf(System.getProperty("encryption", "AUTO"))));
    private final Path directory;

    private Scale(Path directory) {
        this.directory = directory;
    }

    /** Measures. */
    public static void main(String[] args) throws IOException {
        Scale scale = new Scale(Path.of(args[1]));
        try (BlockSource disk = DiskImages.open(Path.of(args[0]))) {
            AllocationMap used = DiskInspector.inspect(disk).used();
            for (String run : List.of(args).subList(2, args.length)) {
                int disks = Integer.parseInt(run.substring(0, run.indexOf('x')));
                long times = Long.parseLong(run.substring(run.indexOf('x') + 1));
                double seconds = scale.replicate(disk, used, disks, times) / 1e9;
                double gib = (double) used.usedBytes() * disks * times / (1L << 30);
                System.out.printf("%s: %.1f GiB in use, %.1f s, %.3f s/GiB%n", run, gib, seconds, seconds / gib);
            }
        }
    }

    private long replicate(BlockSource disk, AllocationMap used, int disks, long times) throws IOException {
        long size = disk.size() * times;
        AllocationMap all = repeated(used, times);
        List<Target> targets = new ArrayList<>();
        List<ReceiverDisk> receiverDisks = new ArrayList<>();
        for (int i = 0; i < disks; i++) {
            int index = i;
            Target target = new Target(directory.resolve("scale-" + i), size);
            targets.add(target);
            Path state = directory.resolve("scale-" + i + ".state");
            Files.deleteIfExists(state.resolve("manifest"));
            receiverDisks.add(ReceiverDisk.of(d -> d.index(index).target(target).stateDirectory(state)));
        }
        long start = System.nanoTime();
        try (Loopback loopback = new Loopback(options, receiverDisks)) {
            List<CompletableFuture<?>> running = new ArrayList<>();
            for (int i = 0; i < disks; i++) {
                int index = i;
                DiskReplication replication = DiskReplication.of(d ->
                        d.index(index).round(1).source(new Source(disk, size)).used(all));
                running.add(CompletableFuture.supplyAsync(
                        () -> loopback.channel().replicate(replication, TransferObserver.NONE),
                        task -> new Thread(task).start()));
            }
            running.forEach(CompletableFuture::join);
        }
        long nanos = System.nanoTime() - start;
        for (Target target : targets) {
            target.close();
        }
        return nanos;
    }

    private static AllocationMap repeated(AllocationMap used, long times) {
        AllocationMap.Builder all = AllocationMap.builder(used.size() * times);
        for (long i = 0; i < times; i++) {
            for (Extent extent : used.extents(0, used.size())) {
                all.add(i * used.size() + extent.offset(), extent.length());
            }
        }
        return all.build();
    }

    /** A disk, several times. */
    private record Source(BlockSource disk, long size) implements BlockSource {
        @Override
        public void read(long offset, ByteBuffer target) {
            disk.read(offset % disk.size(), target); // chunks divide the size
        }

        @Override
        public String location() {
            return disk.location();
        }

        @Override
        public String format() {
            return disk.format();
        }

        @Override
        public List<Extent> extents(long offset, long length) {
            return List.of(new Extent(offset, length, Extent.Kind.DATA));
        }

        @Override
        public void close() {}
    }

    /** A file that holds what was written last at an offset modulo its size. */
    private static final class Target implements BlockTarget {
        private final FileChannel file;
        private final long size;

        Target(Path path, long size) throws IOException {
            this.file = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            this.size = size;
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < KEPT; at += zeros.capacity()) {
                file.write(zeros.clear(), at);
            }
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void write(long offset, ByteBuffer bytes) {
            try {
                for (long at = offset % KEPT; bytes.hasRemaining(); ) {
                    at += file.write(bytes, at);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void zero(long offset, long length) {}

        @Override
        public void read(long offset, ByteBuffer target) {
            try {
                for (long at = offset % KEPT; target.hasRemaining(); ) {
                    at += file.read(target, at);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void force() {}

        @Override
        public String location() {
            return "target";
        }

        @Override
        public String format() {
            return "raw";
        }

        @Override
        public List<Extent> extents(long offset, long length) {
            return List.of(new Extent(offset, length, Extent.Kind.DATA));
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
