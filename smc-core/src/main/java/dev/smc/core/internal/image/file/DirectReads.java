package dev.smc.core.internal.image.file;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file opened a second time, past the system's page cache ({@code O_DIRECT}), so that what the programs of a busy machine keep there
 * stays. Such reads must be aligned in the file and in memory; others take the usual way. Thread-safe.
 */
final class DirectReads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectReads.class);

    private final Path path;
    private final FileChannel channel;
    private final int alignment;

    private DirectReads(Path path, FileChannel channel, int alignment) {
        this.path = path;
        this.channel = channel;
        this.alignment = alignment;
    }

    /** Opens a file, or returns nothing where its file system cannot do that. */
    static Optional<DirectReads> open(Path path) {
        try {
            int alignment = (int) Files.getFileStore(path).getBlockSize();
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
            return Optional.of(new DirectReads(path, channel, alignment));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("{} is read through the page cache: {}", path, e.toString());
            return Optional.empty();
        }
    }

    /** Fills a buffer and returns true, or returns false if the read is not aligned, or reaches beyond the end. */
    boolean read(long offset, ByteBuffer target) throws IOException {
        boolean aligned = target.isDirect()
                && offset % alignment == 0
                && target.remaining() % alignment == 0
                && target.alignmentOffset(target.position(), alignment) == 0;
        if (!aligned || offset > channel.size() - target.remaining()) {
            return false;
        }
        return ImageFile.readFully(channel, offset, target);
    }

    @Override
    public void close() {
        ImageFile.close(channel, path);
    }
}
