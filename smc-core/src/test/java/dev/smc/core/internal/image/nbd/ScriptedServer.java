package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A server that says what it was told to, whatever the client does: first the handshake, then, once a request came, replies. */
final class ScriptedServer implements Connection.Opener {
    /** One try of everything, and little patience. */
    static final Timing ONCE = new Timing(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            1,
            1,
            Duration.ofMillis(1),
            Duration.ofMillis(1));

    static final String ADDRESS = "nbd://scripted/?connections=1&bitmap=b";
    static final int SIZE = 1 << 20;
    static final int ALLOCATION_ID = 7;
    static final int BITMAP_ID = 9;

    private final byte[] handshake;
    private final byte[] replies;
    private final boolean silentAtEnd;

    ScriptedServer(byte[] handshake, byte[] replies, boolean silentAtEnd) {
        this.handshake = handshake;
        this.replies = replies;
        this.silentAtEnd = silentAtEnd;
    }

    /** Returns a source that this server serves. */
    NbdSource source() {
        return NbdSource.open(NbdAddress.parse(ADDRESS), this, ONCE);
    }

    @Override
    public Handshake.Session open(Consumer<Wire> opened) throws IOException {
        Script wire = new Script();
        opened.accept(wire);
        Handshake.Session session = new Handshake(wire, "", Optional.of(Nbd.DIRTY_BITMAP + "b"), null).negotiate();
        wire.negotiated = true;
        return session;
    }

    /** Returns what a good server says up to the transmission phase. */
    static byte[] goodHandshake() {
        return handshake(SIZE, new int[] {1, 4096, 32 << 20});
    }

    static byte[] handshake(long size, int[] blockSizes) {
        ByteBuffer out = ByteBuffer.allocate(1024);
        greeting(out);
        option(out, Nbd.OPT_STRUCTURED_REPLY, Nbd.REP_ACK, new byte[0]);
        context(out, ALLOCATION_ID, Nbd.BASE_ALLOCATION);
        context(out, BITMAP_ID, Nbd.DIRTY_BITMAP + "b");
        option(out, Nbd.OPT_SET_META_CONTEXT, Nbd.REP_ACK, new byte[0]);
        ByteBuffer export = ByteBuffer.allocate(12).putShort((short) Nbd.INFO_EXPORT);
        option(
                out,
                Nbd.OPT_GO,
                Nbd.REP_INFO,
                export.putLong(size).putShort((short) 3).array());
        ByteBuffer blocks = ByteBuffer.allocate(14).putShort((short) Nbd.INFO_BLOCK_SIZE);
        for (int block : blockSizes) {
            blocks.putInt(block);
        }
        option(out, Nbd.OPT_GO, Nbd.REP_INFO, blocks.array());
        option(out, Nbd.OPT_GO, Nbd.REP_ACK, new byte[0]);
        return bytes(out);
    }

    static void greeting(ByteBuffer out) {
        out.putLong(Nbd.MAGIC).putLong(Nbd.IHAVEOPT).putShort((short) 3);
    }

    private static void context(ByteBuffer out, int id, String name) {
        byte[] text = Options.bytes(name);
        byte[] data = ByteBuffer.allocate(4 + text.length).putInt(id).put(text).array();
        option(out, Nbd.OPT_SET_META_CONTEXT, Nbd.REP_META_CONTEXT, data);
    }

    static void option(ByteBuffer out, int option, int type, byte[] data) {
        out.putLong(Nbd.OPTION_REPLY_MAGIC)
                .putInt(option)
                .putInt(type)
                .putInt(data.length)
                .put(data);
    }

    /** Appends the head of a chunk of a structured reply. */
    static ByteBuffer chunk(ByteBuffer out, boolean done, int type, long cookie, int length) {
        return out.putInt(Nbd.STRUCTURED_REPLY_MAGIC)
                .putShort((short) (done ? Nbd.REPLY_FLAG_DONE : 0))
                .putShort((short) type)
                .putLong(cookie)
                .putInt(length);
    }

    static byte[] bytes(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private final class Script implements Wire {
        private final CountDownLatch requested = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final ByteBuffer greeting = ByteBuffer.wrap(handshake);
        private final ByteBuffer answers = ByteBuffer.wrap(replies);
        private volatile boolean negotiated;

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                ByteBuffer from = greeting;
                if (negotiated && !greeting.hasRemaining()) {
                    requested.await();
                    from = answers;
                }
                if (closed.getCount() == 0) {
                    throw new IOException("closed");
                }
                if (!from.hasRemaining() && silentAtEnd) {
                    closed.await();
                }
                int count = Math.min(from.remaining(), target.remaining());
                target.put(from.slice(from.position(), count));
                from.position(from.position() + count);
                return count == 0 ? -1 : count;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(ByteBuffer source) {
            boolean request =
                    source.remaining() == Nbd.REQUEST_BYTES && source.getInt(source.position()) == Nbd.REQUEST_MAGIC;
            source.position(source.limit());
            if (request) {
                requested.countDown();
            }
        }

        @Override
        public void close() {
            closed.countDown();
            requested.countDown();
        }
    }
}
