package dev.smc.core.internal.image.file;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.core.internal.disk.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for what is unpacked, written once and then read. It loses its name as soon as it exists, so the system frees its space
 * when it is closed, however the process ends. Not thread-safe.
 */
public final class ScratchFile implements AutoCloseable {
    private final Path directory;
    private final Path path;
    private final FileChannel channel;
    private final ImageFile reader;
    private boolean finished;

    private ScratchFile(Path directory, Path path, FileChannel channel, ImageFile reader) {
        this.directory = directory;
        this.path = path;
        this.channel = channel;
        this.reader = reader;
    }

    /** Creates a file in a directory, which is created if need be; only its owner can read it. */
    public static ScratchFile create(Path directory) {
        try {
            Files.createDirectories(directory);
            Path path = Files.createTempFile(directory, "unpacked-", ".part");
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            try {
                ScratchFile file = new ScratchFile(directory, path, channel, ImageFile.open(path));
                Files.delete(path);
                return file;
            } catch (IOException | SourceReadException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed(directory, "no file can be created in", e);
        }
    }

    public void write(long offset, ByteBuffer source) {
        try {
            RawTarget.writeFully(channel, offset, source);
        } catch (IOException e) {
            if (TargetErrors.isFull(e)) {
                throw new TargetWriteException(
                        ErrorCode.TARGET_FULL,
                        "no space left in " + directory + " to unpack a disk: writing stopped at byte " + offset,
                        "free space there; or unpack it elsewhere, and give the disk image inside",
                        e);
            }
            throw failed(directory, "a disk cannot be unpacked in", e);
        }
    }

    private static TargetWriteException failed(Path directory, String what, IOException cause) {
        return new TargetWriteException(
                ErrorCode.TARGET_UNWRITABLE,
                what + " " + directory + ": " + IoReason.of(cause),
                "check the directory, its permissions and the disk below it",
                cause);
    }

    /**
     * Returns the file, for reading only; what was not written is zeros.
     *
     * @param location how errors name it
     */
    public ImageFile finish(String location, long size) {
        try {
            if (channel.size() < size) {
                write(size - 1, Zeros.buffer(1));
            }
        } catch (IOException e) {
            throw failed(directory, "a disk cannot be unpacked in", e);
        }
        finished = true;
        return reader.grown(location, size);
    }

    /** Ends writing; frees the space, too, unless the file was finished. */
    @Override
    public void close() {
        ImageFile.close(channel, path);
        if (!finished) {
            reader.close();
        }
    }
}
