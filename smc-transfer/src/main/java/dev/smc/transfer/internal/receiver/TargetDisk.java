package dev.smc.transfer.internal.receiver;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.TransportException;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.chunk.ManifestStore;
import dev.smc.transfer.internal.wire.Hello;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk that a receiver writes, with its manifest, and the sessions that may touch both: those of one call, each at spans of its
 * own. Thread-safe.
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
    private final Set<DiskSession> sessions = new HashSet<>();
    private final Map<Long, DiskSession> claims = new HashMap<>();
    private Hello.Stream call = Hello.Stream.NONE;
    private @Nullable Verifier verifier;
    private @Nullable RuntimeException closed;

    private final Object forcing = new Object();
    private @Nullable RuntimeException forceFailure;

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

    /**
     * Returns once everything written so far is on stable storage. Never again after it failed: the system may tell of lost writes
     * once only, and whom it tells need not be whose they were.
     */
    void force() {
        synchronized (forcing) {
            if (forceFailure != null) {
                throw forceFailure;
            }
            try {
                spec.target().force();
            } catch (RuntimeException e) {
                forceFailure = e;
                throw e;
            }
        }
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

    /** Lets a session in, once those of other calls and the one before it of the same stream have ended. */
    synchronized void attach(DiskSession next) throws InterruptedException {
        Hello.Stream stream = next.stream();
        end(
                next,
                session ->
                        !session.stream().isBeside(stream) || session.stream().number() == stream.number());
        if (!call.isBeside(stream)) {
            call = stream;
            verifier = null;
        }
        sessions.add(next);
    }

    /**
     * Ends sessions whose senders have given them up, and returns when no thread of theirs touches the disk; under the monitor. Fails
     * where {@code asking}, who wants that, has been given up itself: two would wait for each other.
     */
    private void end(DiskSession asking, Predicate<DiskSession> which) throws InterruptedException {
        while (true) {
            asking.requireNotOver();
            if (closed != null) {
                throw closed;
            }
            List<DiskSession> found = sessions.stream().filter(which).toList();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(DiskSession::breakConnection);
            notifyAll(); // they may wait here themselves
            wait();
        }
    }

    /** Returns what reads back, for all sessions of a call. */
    synchronized Verifier verifier(DiskSession session) {
        Verifier current = verifier == null ? session.newVerifier() : verifier;
        verifier = current;
        return current;
    }

    /** Gives a span to a session, once the one that had it has ended. */
    synchronized void claim(long span, DiskSession session) throws InterruptedException {
        end(session, other -> other != session && holds(span, other));
        claims.put(span, session);
    }

    /** Returns whether a session has a span. */
    synchronized boolean holds(long span, DiskSession session) {
        return claims.get(span) == session;
    }

    /** Takes a span back from a session that is through with it. */
    synchronized void release(long span, DiskSession session) {
        claims.remove(span, session);
    }

    /** Takes the disk back from a session that has ended. */
    synchronized void detach(DiskSession ended) {
        claims.values().removeIf(owner -> owner == ended);
        sessions.remove(ended);
        notifyAll();
    }

    @Override
    public void close() {
        close(new TransportException(
                ErrorCode.CONNECTION_LOST, "the receiver was closed", "start a receiver and try again"));
    }

    /** Refuses sessions from now on, ends the one there is, and closes the manifest. */
    private void close(RuntimeException reason) {
        List<DiskSession> open;
        synchronized (this) {
            if (closed != null) {
                return;
            }
            closed = reason;
            open = List.copyOf(sessions);
        }
        open.forEach(session -> session.abort(reason));
        awaitEnd();
        store.close();
        synchronized (OWNERS) {
            OWNERS.remove(key, this);
        }
    }

    private synchronized void awaitEnd() {
        boolean interrupted = false;
        while (!sessions.isEmpty()) {
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
