package dev.smc.core.internal.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The file into which QEMU writes the frames on the guest's network. Only its first 16 MiB are looked at, and what comes later is
 * thrown away at once, so that a guest cannot fill a disk with it. Not thread-safe.
 */
final class NetworkDump implements AutoCloseable {
    /** QEMU cuts longer frames off; what this looks at is shorter. */
    static final int LONGEST_FRAME = 1024;

    private static final long MOST = 16 << 20;
    private static final int PIECE = 64 << 10;

    private final FileChannel channel;
    private final Pcap pcap;
    private long position;

    /** Creates the file, empty. */
    NetworkDump(Path file, Consumer<ByteBuffer> frames) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        pcap = new Pcap(LONGEST_FRAME, frames);
    }

    /** Hands over the frames that have come since. */
    void poll() throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        int used;
        do {
            piece.clear();
            if (position >= MOST) {
                // QEMU goes on where it was, and leaves a hole.
                channel.truncate(0);
                return;
            }
            channel.read(piece, position);
            used = pcap.take(piece.flip());
            position += used;
        } while (used > 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
