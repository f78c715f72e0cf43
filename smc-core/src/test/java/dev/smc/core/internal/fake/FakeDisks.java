package dev.smc.core.internal.fake;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenDisk;
import dev.smc.core.internal.job.OpenServer;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Source disks in memory, by their addresses. */
public final class FakeDisks implements DiskOpener {
    private final Map<String, byte[]> disks = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    /** How many disks each inspection was of. */
    public final List<Integer> inspected = new CopyOnWriteArrayList<>();

    /** What the disks say was written to them; those without an entry keep no count. */
    public final Map<String, AllocationMap> changed = new ConcurrentHashMap<>();

    /** What is in use of the disks, if not all. */
    public final Map<String, AllocationMap> used = new ConcurrentHashMap<>();

    public volatile Faults faults = new Faults();

    /** Adds a disk of random bytes. */
    public FakeDisks add(String address, int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        disks.put(address, bytes);
        return this;
    }

    public byte[] bytes(String address) {
        return disks.get(address);
    }

    public void remove(String address) {
        disks.remove(address);
    }

    /** Returns how many sources are open. */
    public int open() {
        return open.get();
    }

    @Override
    public BlockSource open(DiskLocation location, CopyListener listener) {
        faults.at("open " + location);
        byte[] bytes = disks.get(location.toString());
        if (bytes == null) {
            throw new SourceReadException(ErrorCode.SOURCE_UNREADABLE, "no disk " + location, "plug it in");
        }
        open.incrementAndGet();
        return new Memory(location.toString(), bytes);
    }

    @Override
    public OpenServer inspect(List<BlockSource> sources) {
        inspected.add(sources.size());
        ServerLayout layout = ServerLayout.of(
                l -> l.disks(sources.stream().map(FakeDisks::layout).toList()));
        List<OpenDisk> disks = sources.stream()
                .map(source ->
                        new OpenDisk(source, used.getOrDefault(source.location(), AllocationMap.full(source.size()))))
                .toList();
        return new OpenServer(
                layout,
                sources.stream()
                        .map(source -> PartitionScheme.none(source.sectorSize()))
                        .toList(),
                disks,
                List.of());
    }

    private static DiskLayout layout(BlockSource source) {
        return DiskLayout.of(l -> l.format("raw")
                .sizeBytes(source.size())
                .partitionTable(PartitionTable.NONE)
                .usedBytes(source.size())
                .firmware(Firmware.UEFI));
    }

    private final class Memory implements BlockSource {
        private final String location;
        private final byte[] bytes;
        private boolean closed;

        Memory(String location, byte[] bytes) {
            this.location = location;
            this.bytes = bytes;
        }

        @Override
        public String location() {
            return location;
        }

        @Override
        public String format() {
            return "raw";
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            if (closed) {
                throw new IllegalStateException(location + " was closed while in use");
            }
            target.put(bytes, (int) offset, target.remaining());
        }

        @Override
        public List<Extent> extents(long offset, long length) {
            return List.of(Extent.data(offset, length));
        }

        @Override
        public Optional<AllocationMap> changed() {
            return Optional.ofNullable(changed.get(location));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
