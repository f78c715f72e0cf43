package dev.smc.core.internal.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the guest's SSH port for its banner, again and again, without ever waiting for it. Not thread-safe. */
final class SshProbe implements AutoCloseable {
    private static final int LONGEST = 255;
    /** In calls; QEMU accepts at once what the guest has not even heard of, so that patience is needed but must end. */
    private static final int PATIENCE = 100;

    private static final int PAUSE = 10;

    private final InetSocketAddress address;
    private @Nullable SocketChannel channel;
    private ByteBuffer said = ByteBuffer.allocate(LONGEST);
    private int calls;

    /** Creates a probe of a port of {@link #host}. */
    SshProbe(int port) throws IOException {
        address = new InetSocketAddress(host(), port);
    }

    /** Returns where QEMU listens for us: the loopback interface by IPv4, whatever this machine prefers. */
    static InetAddress host() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /** Returns the banner once there is one; meant to be called about ten times per second. */
    Optional<String> poll() {
        calls++;
        try {
            return channel == null ? open() : read(channel);
        } catch (IOException e) {
            close();
            return Optional.empty();
        }
    }

    private Optional<String> open() throws IOException {
        if (calls >= PAUSE) {
            calls = 0;
            said = ByteBuffer.allocate(LONGEST);
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.connect(address);
        }
        return Optional.empty();
    }

    private Optional<String> read(SocketChannel open) throws IOException {
        if (!open.finishConnect()) {
            return Optional.empty();
        }
        int read = open.read(said);
        String text = new String(said.array(), 0, said.position(), StandardCharsets.US_ASCII);
        int end = text.indexOf('\n');
        if (text.startsWith("SSH-") && end > 0) {
            close();
            return Optional.of(text.substring(0, end).replaceAll("[^ -~]", ""));
        }
        if (read < 0 || end >= 0 || !said.hasRemaining() || calls > PATIENCE) {
            close();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        SocketChannel open = channel;
        channel = null;
        calls = 0;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // it was only asked something
            }
        }
    }
}
