package dev.smc.core.internal.undo;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.core.internal.disk.DiskUse;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.spi.disk.BlockTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Disks that are changed in place, locked meanwhile for other programs: the bytes are those that QEMU locks, so that neither starts
 * while the other is at work. Locks of files belong to the process, and are gone as soon as it closes the file once, wherever that is:
 * nothing else here may open these disks until they are closed. Not thread-safe.
 */
public final class LockedDisks implements AutoCloseable {
    /** QEMU's locks: {@code RAW_LOCK_PERM_BASE} and {@code RAW_LOCK_SHARED_BASE} of block/file-posix.c, and what follows them. */
    private static final long FIRST_BYTE = 100;

    private static final long LENGTH = 200;

    private final List<RawTarget> targets = new ArrayList<>();

    private LockedDisks() {}

    /**
     * Opens raw files or block devices.
     *
     * @throws InvalidStateException code {@code INVALID_STATE}, if somebody uses one, with who does
     * @throws dev.smc.api.error.TargetWriteException if one cannot be written
     */
    public static LockedDisks open(List<Path> disks) {
        LockedDisks locked = new LockedDisks();
        try {
            for (Path disk : disks) {
                RawTarget target = RawTarget.open(disk);
                locked.targets.add(target);
                DiskUse.requireUnused(disk);
                if (!target.tryLock(FIRST_BYTE, LENGTH)) {
                    throw new InvalidStateException(
                            ErrorCode.INVALID_STATE,
                            disk + " is in use: another program, such as QEMU, has locked it",
                            "end what uses it, and try again");
                }
            }
            return locked;
        } catch (RuntimeException | Error e) {
            locked.close();
            throw e;
        }
    }

    /** Returns the disks, in the order in which they were named. */
    public List<BlockTarget> targets() {
        return List.copyOf(targets);
    }

    @Override
    public void close() {
        targets.forEach(BlockTarget::close);
    }
}
