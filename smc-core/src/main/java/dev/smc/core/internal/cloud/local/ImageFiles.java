package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.ImageFormat;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.qcow2.Qcow2Writer;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.ImageRequestDisk;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Writes the disks of an image. Thread-safe. */
final class ImageFiles {
    private static final Set<PosixFilePermission> WRITE = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final ResourceDirectory<Description.Snapshot> snapshots;
    private final SharedFiles sharedFiles;

    ImageFiles(ResourceDirectory<Description.Snapshot> snapshots, SharedFiles sharedFiles) {
        this.snapshots = snapshots;
        this.sharedFiles = sharedFiles;
    }

    /** Writes and forces the disks that were asked for, and returns them; their paths are names in {@code directory}. */
    List<ImageDisk> write(ImageRequest request, Path directory) throws IOException {
        List<ImageDisk> written = new ArrayList<>();
        for (ImageRequestDisk disk : request.disks()) {
            Path snapshot = snapshot(disk);
            Description.Snapshot described = snapshots.get(disk.snapshotId());
            Path file = directory.resolve(
                    "disk-" + disk.index() + (request.format() == ImageFormat.RAW ? ".raw" : ".qcow2"));
            if (request.format() == ImageFormat.RAW) {
                sharedFiles.share(snapshot, file);
            } else {
                try (BlockSource source = DiskImages.openRaw(snapshot)) {
                    Qcow2Writer.write(source, file, CopyListener.NONE);
                }
            }
            makeReadOnly(file);
            written.add(ImageDisk.of(d -> d.index(disk.index())
                    .sizeBytes(disk.sizeBytes())
                    .usedBytes(disk.usedBytes())
                    .digest(disk.digest())
                    .grown(described.grown())
                    .notGrown(described.notGrown())
                    .path(file.getFileName().toString())));
        }
        return written;
    }

    private Path snapshot(ImageRequestDisk disk) {
        long size = snapshots.get(disk.snapshotId()).sizeBytes();
        if (size != disk.sizeBytes()) {
            throw new CloudException(
                    ErrorCode.INVALID_STATE,
                    "snapshot " + disk.snapshotId() + " has " + size + " bytes, disk " + disk.index()
                            + " of the image was asked for with " + disk.sizeBytes(),
                    "make the image of a snapshot of that disk");
        }
        return snapshots.path(disk.snapshotId()).resolve(Layout.RAW);
    }

    /** A snapshot shares its file with an image that a crash left unfinished. */
    static void makeWritable(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions =
                    EnumSet.copyOf(view.readAttributes().permissions());
            if (permissions.add(PosixFilePermission.OWNER_WRITE)) {
                view.setPermissions(permissions);
            }
        }
    }

    /** An image that somebody boots by mistake would no longer be what its digest says. */
    private static void makeReadOnly(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions =
                    EnumSet.copyOf(view.readAttributes().permissions());
            permissions.removeAll(WRITE);
            view.setPermissions(permissions);
        }
    }
}
