package dev.smc.transfer.internal.receiver;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.TransportException;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.chunk.ManifestStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk that a receiver writes, with its manifest, and the one session that may touch both. Thread-safe.
 *
 * <p>Locks: {@link #OWNERS} before a disk's own. A session is awaited under neither.
 */
final class TargetDisk implements AutoCloseable {
    /** The disks open in this process, by state directory. */
    private static final Map<Path, TargetDisk> OWNERS = new HashMap<>();

    private final ReceiverDisk spec;
    private final Path key;
    private final long epoch;
    private final ManifestStore store;
    private @Nullable DiskSession session;
    private @Nullable RuntimeException closed;

    private TargetDisk(ReceiverDisk spec, Path key, long epoch, ManifestStore store) {
        this.spec = spec;
        this.key = key;
        this.epoch = epoch;
        this.store = store;
    }

    /** Opens a disk; takes it from a receiver of this process with a lower epoch. */
    static TargetDisk open(ReceiverDisk spec, long epoch) {
        Path key = spec.stateDirectory().toAbsolutePath().normalize();
        TargetDisk older;
        synchronized (OWNERS) {
            older = OWNERS.get(key);
        }
        if (older != null) {
            if (older.epoch == epoch) {
                throw new InvalidStateException(
                        ErrorCode.INVALID_STATE,
                        "disk " + spec.index() + " is received already, state directory " + key + ", epoch " + epoch,
                        "close the other receiver first");
            }
            if (older.epoch < epoch) {
                older.close(stale(older.epoch, epoch));
            }
        }
        ManifestStore store = ManifestStore.open(
                key, new ChunkGrid(spec.target().size(), ChunkGrid.DEFAULT_CHUNK_SIZE), spec.initiallyZero(), epoch);
        TargetDisk disk = new TargetDisk(spec, key, epoch, store);
        synchronized (OWNERS) {
            OWNERS.put(key, disk);
        }
        return disk;
    }

    static TransportException stale(long found, long newer) {
        return new TransportException(
                ErrorCode.STALE_EPOCH,
                "epoch " + found + " is over, epoch " + newer + " has taken over",
                "leave the job to its new owner");
    }

    BlockTarget target() {
        return spec.target();
    }

    int index() {
        return spec.index();
    }

    Manifest manifest() {
        return store.manifest();
    }

    /** Gives the disk to a session, once the one before it has ended. */
    void attach(DiskSession next) throws InterruptedException {
        while (true) {
            DiskSession before;
            synchronized (this) {
                if (closed != null) {
                    throw closed;
                }
                before = session;
                if (before == null) {
                    session = next;
                    return;
                }
            }
            before.breakConnection();
            synchronized (this) {
                while (session == before) {
                    wait();
                }
            }
        }
    }

    /** Takes the disk back from a session that has ended. */
    synchronized void detach(DiskSession ended) {
        if (session == ended) {
            session = null;
            notifyAll();
        }
    }

    @Override
    public void close() {
        close(new TransportException(
                ErrorCode.CONNECTION_LOST, "the receiver was closed", "start a receiver and try again"));
    }

    /** Refuses sessions from now on, ends the one there is, and closes the manifest. */
    private void close(RuntimeException reason) {
        DiskSession last;
        synchronized (this) {
            if (closed != null) {
                return;
            }
            closed = reason;
            last = session;
        }
        if (last != null) {
            last.abort(reason);
            awaitEnd(last);
        }
        store.close();
        synchronized (OWNERS) {
            OWNERS.remove(key, this);
        }
    }

    private synchronized void awaitEnd(DiskSession last) {
        boolean interrupted = false;
        while (session == last) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
