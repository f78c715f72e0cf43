package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An export of an NBD server. Thread-safe. */
final class NbdSource implements BlockSource {
    private static final Logger LOG = LoggerFactory.getLogger(NbdSource.class);
    /** Shorter runs of zeros are not worth an extent, and a server could tell of very many. */
    private static final long SHORTEST_ZEROS = 4096;
    /** A disk with more changed extents counts as changed in full. */
    private static final int MOST_CHANGES = 1 << 21;

    private final NbdAddress address;
    private final NbdClient client;
    private final Export export;

    private NbdSource(NbdAddress address, NbdClient client) {
        this.address = address;
        this.client = client;
        this.export = client.connections().export();
    }

    /**
     * Opens an export.
     *
     * @throws SourceReadException if the server cannot be reached, cannot be trusted, or refuses
     */
    static NbdSource open(NbdAddress address, Timing timing) {
        Connector connector;
        try {
            connector = Connector.to(address, timing.connect());
        } catch (NbdException e) {
            throw e.at(address.location(), "cannot be opened");
        }
        return open(address, connector::connect, timing);
    }

    static NbdSource open(NbdAddress address, Connection.Opener opener, Timing timing) {
        return new NbdSource(address, NbdClient.open(address.location(), opener, timing, address.connections()));
    }

    @Override
    public String location() {
        return address.location();
    }

    @Override
    public String format() {
        return "nbd";
    }

    @Override
    public long size() {
        return export.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size());
        new ReadCalls(client).read(offset, target);
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        ExtentList extents = new ExtentList();
        StatusRequest.Runs runs = (at, count, zero) -> {
            long from = Math.max(at, offset);
            long to = Math.min(at + count, offset + length);
            boolean skippable = zero && to - from >= SHORTEST_ZEROS;
            extents.add(skippable ? Extent.Kind.ZERO : Extent.Kind.DATA, from, Math.max(0, to - from));
        };
        if (export.allocation().isEmpty()) {
            runs.run(offset, length, false);
        } else {
            new StatusCalls(client, Export::allocation, Nbd.STATE_ZERO).walk(offset, offset + length, false, runs);
        }
        return extents.toList();
    }

    /**
     * Returns what the dirty bitmap that the address names says; everything if the server does not offer it.
     */
    @Override
    public Optional<AllocationMap> changed() {
        if (address.bitmap().isEmpty()) {
            return Optional.empty();
        }
        if (export.bitmap().isEmpty()) {
            LOG.warn(
                    "{}: the server does not offer the dirty bitmap \"{}\"; the whole disk counts as changed",
                    location(),
                    address.bitmap().get());
            return Optional.of(AllocationMap.full(size()));
        }
        AllocationMap.Builder changed = AllocationMap.builder(size());
        int[] count = new int[1];
        new StatusCalls(client, Export::bitmap, Nbd.STATE_DIRTY).walk(0, size(), true, (at, length, dirty) -> {
            if (dirty && count[0]++ < MOST_CHANGES) {
                changed.add(at, length);
            }
        });
        return Optional.of(count[0] > MOST_CHANGES ? AllocationMap.full(size()) : changed.build());
    }

    @Override
    public void close() {
        client.close();
    }
}
