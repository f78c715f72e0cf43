package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.core.internal.disk.ExclusiveLock;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.spi.disk.BlockTarget;
import java.io.IOException;
import java.nio.file.Path;

/** A temporary disk that an instance of this process writes; no other instance of any process can meanwhile. */
final class AttachedDisk implements AutoCloseable {
    private final BlockTarget target;
    private final Path stateDirectory;
    private final ExclusiveLock lock;

    private AttachedDisk(BlockTarget target, Path stateDirectory, ExclusiveLock lock) {
        this.target = target;
        this.stateDirectory = stateDirectory;
        this.lock = lock;
    }

    /** Attaches a disk. One whose storage a snapshot or image shares gets storage of its own first. */
    static AttachedDisk attach(ResourceDirectory<Description.Disk> disks, String id, SharedFiles sharedFiles) {
        disks.get(id);
        Path disk = disks.path(id);
        try {
            ExclusiveLock lock = lock(id, disk);
            try {
                Description.Disk description = disks.get(id); // again, for whoever deletes it takes the lock
                Path raw = disk.resolve(Layout.RAW);
                sharedFiles.unshare(raw);
                return new AttachedDisk(open(raw, description.sizeBytes()), disk.resolve("state"), lock);
            } catch (Throwable e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.of("cannot attach disk " + id, disk, e);
        }
    }

    private static BlockTarget open(Path raw, long size) {
        BlockTarget target = RawTarget.open(raw);
        if (target.size() != size) {
            target.close();
            throw new CloudException(
                    ErrorCode.RESOURCE_LOST,
                    raw + " has " + target.size() + " bytes, expected the disk's " + size,
                    "delete the job and create it anew");
        }
        return target;
    }

    /** Keeps a disk that is to be deleted from being attached, or refuses if it is. */
    static ExclusiveLock claim(Path disk) throws IOException {
        return lock(disk.getFileName().toString(), disk);
    }

    private static ExclusiveLock lock(String id, Path disk) throws IOException {
        return ExclusiveLock.tryAcquire(disk.resolve("attached.lock"))
                .orElseThrow(() -> new CloudException(
                        ErrorCode.CLOUD_FAILED,
                        "disk " + id + " is attached to a running intermediate instance",
                        "stop the job that uses it, in the process where it runs, then try again"));
    }

    BlockTarget target() {
        return target;
    }

    Path stateDirectory() {
        return stateDirectory;
    }

    /** Closes the disk, then lets others attach it. */
    @Override
    public void close() {
        try (lock) {
            target.close();
        } catch (IOException e) {
            throw Failures.of("cannot detach a disk", stateDirectory.resolveSibling("."), e);
        }
    }
}
