package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates with a server up to the transmission phase: fixed newstyle, TLS first if it is wanted, then structured replies, the
 * metadata contexts, and the export. One for each connection.
 */
final class Handshake {
    private static final int OLD_EXPORT_ZEROES = 124;
    /** 1 PiB, beyond all disks: so nobody can make us walk for ever. */
    private static final long LARGEST_EXPORT = 1L << 50;

    private final String export;
    private final Optional<String> bitmapContext;
    private final @Nullable TlsSettings tls;

    private Wire wire;
    private Options options;

    /**
     * A connection that is ready for requests.
     *
     * @param wire encrypted if that was wanted
     * @param export what was agreed on
     */
    record Session(Wire wire, Export export) {}

    /** Prepares a negotiation over a fresh connection; with {@code tls} it fails unless the server encrypts. */
    Handshake(Wire wire, String export, Optional<String> bitmapContext, @Nullable TlsSettings tls) {
        this.wire = wire;
        this.options = new Options(wire);
        this.export = export;
        this.bitmapContext = bitmapContext;
        this.tls = tls;
    }

    /**
     * Negotiates.
     *
     * @throws NbdException if the server refuses or breaks the protocol
     */
    Session negotiate() throws IOException {
        int flags = greet();
        if ((flags & Nbd.FLAG_FIXED_NEWSTYLE) == 0) {
            if (tls != null) {
                throw noTls("it is too old");
            }
            return new Session(wire, chooseByName(flags, false, new Contexts()));
        }
        if (tls != null) {
            encrypt(tls);
        }
        try {
            return new Session(wire, chooseExport(flags));
        } catch (SSLException e) {
            // With TLS 1.3 a server refuses a client's certificate only now.
            throw untrusted(e);
        }
    }

    private int greet() throws IOException {
        ByteBuffer greeting = read(16);
        if (greeting.getLong() != Nbd.MAGIC) {
            throw NbdException.violation("it does not greet as one");
        }
        long style = greeting.getLong();
        if (style == Nbd.OLDSTYLE_MAGIC) {
            throw new NbdException(
                    ErrorCode.DISK_UNSUPPORTED,
                    "the server speaks the oldstyle protocol only",
                    "update the server: the newstyle protocol is from 2012");
        }
        if (style != Nbd.IHAVEOPT) {
            throw NbdException.violation("it greets in an unknown style");
        }
        int flags = Short.toUnsignedInt(read(2).getShort());
        int known = flags & (Nbd.FLAG_FIXED_NEWSTYLE | Nbd.FLAG_NO_ZEROES);
        wire.write(ByteBuffer.allocate(4).putInt(known).flip());
        return known;
    }

    private void encrypt(TlsSettings settings) throws IOException {
        Options.Answer answer = options.ask(Nbd.OPT_STARTTLS, new byte[0]);
        if (answer.isError()) {
            throw noTls(answer.describe());
        }
        try {
            wire = TlsWire.open(wire, settings.engine());
        } catch (SSLException e) {
            throw untrusted(e);
        }
        options = new Options(wire);
    }

    private static NbdException noTls(String reason) {
        return new NbdException(
                ErrorCode.DISK_UNSUPPORTED,
                "the server does not encrypt: " + reason,
                "start it with TLS, or give the address with nbd instead of nbds if the network can be trusted");
    }

    private static NbdException untrusted(SSLException e) {
        return new NbdException(
                ErrorCode.PEER_UNTRUSTED,
                "TLS with the server failed: " + e.getMessage(),
                "check the certificates of both sides, and tls-certificates and tls-hostname in the address",
                e);
    }

    private Export chooseExport(int flags) throws IOException {
        Options.Answer structured = options.ask(Nbd.OPT_STRUCTURED_REPLY, new byte[0]);
        requireClearAllowed(structured);
        Contexts contexts = new Contexts();
        if (!structured.isError()) {
            contexts = chooseContexts();
        }
        ByteBuffer name = Options.string(export);
        ByteBuffer go = ByteBuffer.allocate(name.remaining() + 4).put(name);
        go.putShort((short) 1).putShort((short) Nbd.INFO_BLOCK_SIZE);
        Options.Answer answer = options.ask(Nbd.OPT_GO, go.array());
        if (answer.is(Nbd.REP_ERR_UNSUP)) {
            return chooseByName(flags, !structured.isError(), contexts);
        }
        requireClearAllowed(answer);
        if (answer.isError()) {
            throw refusedExport(answer);
        }
        return described(answer, !structured.isError(), contexts);
    }

    private static Export described(Options.Answer answer, boolean structured, Contexts contexts) throws IOException {
        ByteBuffer export = null;
        BlockSizes blocks = BlockSizes.UNTOLD;
        for (ByteBuffer info : answer.replies(Nbd.REP_INFO)) {
            int type = info.remaining() < 2 ? -1 : Short.toUnsignedInt(info.getShort());
            if (type == Nbd.INFO_EXPORT && info.remaining() == 10) {
                export = info;
            } else if (type == Nbd.INFO_BLOCK_SIZE && info.remaining() == 12) {
                blocks = BlockSizes.of(info.getInt(), info.getInt(), info.getInt());
            } else if (type <= Nbd.INFO_EXPORT || type == Nbd.INFO_BLOCK_SIZE) {
                throw NbdException.violation("information " + type + " of " + info.remaining() + " bytes");
            }
        }
        if (export == null) {
            throw NbdException.violation("no information on the export");
        }
        return export(export, structured, blocks, contexts);
    }

    private NbdException refusedExport(Options.Answer answer) {
        boolean retryable = answer.is(Nbd.REP_ERR_UNKNOWN) || answer.is(Nbd.REP_ERR_SHUTDOWN);
        return new NbdException(
                retryable ? ErrorCode.SOURCE_UNREADABLE : ErrorCode.DISK_UNSUPPORTED,
                "the server refuses the export \"" + export + "\": " + answer.describe(),
                "check the export's name; nbdinfo --list shows those that there are");
    }

    /** A server that insists on TLS says so to the first option that is none of TLS. */
    private static void requireClearAllowed(Options.Answer answer) throws NbdException {
        if (answer.is(Nbd.REP_ERR_TLS_REQD)) {
            throw new NbdException(
                    ErrorCode.DISK_UNSUPPORTED,
                    "the server insists on TLS",
                    "give the address with nbds instead of nbd, and tls-certificates=directory");
        }
    }

    /** The way of servers that know nothing better; one that has no such export just closes the connection. */
    private Export chooseByName(int flags, boolean structured, Contexts contexts) throws IOException {
        options.send(Nbd.OPT_EXPORT_NAME, Options.bytes(export));
        ByteBuffer answer;
        try {
            answer = read(10 + ((flags & Nbd.FLAG_NO_ZEROES) != 0 ? 0 : OLD_EXPORT_ZEROES));
        } catch (EOFException e) {
            throw new NbdException(
                    ErrorCode.SOURCE_UNREADABLE,
                    "the server closed the connection when asked for the export \"" + export + "\"",
                    "check the export's name; nbdinfo --list shows those that there are",
                    e);
        }
        return export(answer, structured, BlockSizes.UNTOLD, contexts);
    }

    private static Export export(ByteBuffer from, boolean structured, BlockSizes blocks, Contexts contexts)
            throws NbdException {
        long size = from.getLong();
        int flags = Short.toUnsignedInt(from.getShort());
        if (size < 0) {
            throw NbdException.violation("an export of " + Long.toUnsignedString(size) + " bytes");
        }
        if (size > LARGEST_EXPORT) {
            throw new NbdException(
                    ErrorCode.DISK_UNSUPPORTED,
                    "an export of " + size + " bytes is too large; the largest has " + LARGEST_EXPORT,
                    "export a smaller disk");
        }
        boolean multiConn = (flags & Nbd.TRANSMISSION_HAS_FLAGS) != 0 && (flags & Nbd.TRANSMISSION_CAN_MULTI_CONN) != 0;
        return new Export(size, multiConn, blocks, structured, contexts.allocation, contexts.bitmap);
    }

    private static final class Contexts {
        private OptionalInt allocation = OptionalInt.empty();
        private OptionalInt bitmap = OptionalInt.empty();
    }

    private Contexts chooseContexts() throws IOException {
        List<String> queries = new ArrayList<>(List.of(Nbd.BASE_ALLOCATION));
        bitmapContext.ifPresent(queries::add);
        Options.Answer answer = options.ask(Nbd.OPT_SET_META_CONTEXT, Options.contextQuery(export, queries));
        Contexts contexts = new Contexts();
        if (answer.isError()) {
            return contexts;
        }
        for (ByteBuffer reply : answer.replies(Nbd.REP_META_CONTEXT)) {
            if (reply.remaining() < 5) {
                throw NbdException.violation("a metadata context of " + reply.remaining() + " bytes");
            }
            OptionalInt id = OptionalInt.of(reply.getInt());
            String name = Options.text(reply);
            if (name.equals(Nbd.BASE_ALLOCATION)) {
                contexts.allocation = id;
            } else if (bitmapContext.isPresent() && name.equals(bitmapContext.get())) {
                contexts.bitmap = id;
            } else {
                throw NbdException.violation("the metadata context \"" + name + "\", which was not asked for");
            }
        }
        if (contexts.allocation.isPresent() && contexts.allocation.equals(contexts.bitmap)) {
            throw NbdException.violation("one number for two metadata contexts");
        }
        return contexts;
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        wire.readFully(bytes);
        return bytes.flip();
    }
}
