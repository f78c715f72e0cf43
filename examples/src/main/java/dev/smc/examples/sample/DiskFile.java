package dev.smc.examples.sample;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A sparse file written at any position. It opens itself when written and can be written again after closing. */
final class DiskFile implements Closeable {
    private final Path path;
    private @Nullable FileChannel channel;

    DiskFile(Path path) {
        this.path = path;
    }

    void write(long position, ByteBuffer data) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            channel = open;
        }
        while (data.hasRemaining()) {
            position += open.write(data, position);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
