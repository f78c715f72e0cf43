package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Reads the server's replies in the transmission phase, and feeds each to the request that it belongs to. Belongs to the thread that
 * reads from the connection.
 *
 * <pre>
 * simple:      u32 magic, u32 error, u64 cookie, then for a read without error its data
 * structured:  u32 magic, u16 flags, u16 type, u64 cookie, u32 length, then that many bytes; the last chunk of a reply says so
 * </pre>
 */
final class Replies {
    private static final int SIMPLE_HEADER = 16;
    private static final int STRUCTURED_HEADER = 20;
    private static final int EXTENT_BYTES = 8;
    /** Most extents in one chunk: what nbdkit sends at most, the most generous of servers. */
    private static final int MOST_EXTENTS = 1 << 20;

    private static final int LONGEST_ERROR = 6 + 0xffff + 8;

    private final Wire wire;
    private final boolean structured;
    private final Map<Long, Request> pending;
    private final ByteBuffer header = ByteBuffer.allocateDirect(STRUCTURED_HEADER);

    /** Reads replies to the requests that are pending by their cookies; what is done is removed. */
    Replies(Wire wire, boolean structured, Map<Long, Request> pending) {
        this.wire = wire;
        this.structured = structured;
        this.pending = pending;
    }

    /** Reads one reply, or one chunk of a structured reply. */
    void next() throws IOException {
        read(SIMPLE_HEADER, 0);
        int magic = header.getInt();
        if (magic == Nbd.SIMPLE_REPLY_MAGIC) {
            simple(header.getInt(), header.getLong());
        } else if (magic == Nbd.STRUCTURED_REPLY_MAGIC && structured) {
            read(STRUCTURED_HEADER, SIMPLE_HEADER);
            int magicBytes = 4;
            header.position(magicBytes);
            chunk(header.getShort(), Short.toUnsignedInt(header.getShort()), header.getLong(), header.getInt());
        } else {
            throw NbdException.violation("no reply where one was due, but 0x" + Integer.toHexString(magic));
        }
    }

    private void read(int length, int from) throws IOException {
        header.limit(length).position(from);
        wire.readFully(header);
        header.position(0);
    }

    private Request request(long cookie) throws NbdException {
        Request request = pending.get(cookie);
        if (request == null) {
            throw NbdException.violation("a reply to a request that was not made, number " + cookie);
        }
        return request;
    }

    private void end(Request request, long cookie) throws IOException {
        request.end();
        pending.remove(cookie);
    }

    private void simple(int error, long cookie) throws IOException {
        Request request = request(cookie);
        if (error != 0) {
            request.error(new ServerError(error, ""));
            requireOpen(error);
        } else if (structured) {
            throw NbdException.violation("a simple reply where a structured one was agreed on");
        } else {
            request.data(request.offset, request.length, wire);
        }
        end(request, cookie);
    }

    private void chunk(int flags, int type, long cookie, int length) throws IOException {
        Request request = request(cookie);
        boolean last = (flags & Nbd.REPLY_FLAG_DONE) != 0;
        switch (type) {
            case Nbd.REPLY_NONE -> require(length == 0 && last, type, length);
            case Nbd.REPLY_OFFSET_DATA -> {
                require(length > 8, type, length);
                request.data(read(8).getLong(), length - 8, wire);
            }
            case Nbd.REPLY_OFFSET_HOLE -> {
                require(length == 12, type, length);
                ByteBuffer hole = read(12);
                request.hole(hole.getLong(), hole.getInt());
            }
            case Nbd.REPLY_BLOCK_STATUS -> {
                require(length > 4 && (length - 4) % EXTENT_BYTES == 0, type, length);
                require((length - 4) / EXTENT_BYTES <= MOST_EXTENTS, type, length);
                request.extents(read(4).getInt(), (length - 4) / EXTENT_BYTES, wire);
            }
            default -> {
                require((type & Nbd.REPLY_ERROR_BIT) != 0 && length >= 6 && length <= LONGEST_ERROR, type, length);
                error(request, type, read(length));
            }
        }
        if (last) {
            end(request, cookie);
        }
    }

    private static void error(Request request, int type, ByteBuffer payload) throws IOException {
        int error = payload.getInt();
        int textLength = Short.toUnsignedInt(payload.getShort());
        require(error != 0 && textLength <= payload.remaining(), type, payload.limit());
        request.error(new ServerError(error, Options.text(payload.slice(payload.position(), textLength))));
        requireOpen(error);
    }

    /** A server that shuts down wants the connection to be closed; it may come back. */
    private static void requireOpen(int error) throws ServerError {
        ServerError shutdown = new ServerError(error, "");
        if (shutdown.isShutdown()) {
            throw shutdown;
        }
    }

    private static void require(boolean valid, int type, int length) throws NbdException {
        if (!valid) {
            throw NbdException.violation(
                    "a chunk of type " + type + " of " + Integer.toUnsignedString(length) + " bytes");
        }
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        wire.readFully(bytes);
        return bytes.flip();
    }
}
