package dev.smc.core.internal.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends options during the handshake and collects what the server replies to each. */
final class Options {
    private static final int REPLY_HEADER = 20;
    /** Longest reply: a number and a string, or an error message, with room to spare. */
    private static final int LONGEST_REPLY = 2 * Nbd.MAX_STRING;

    private static final int MOST_REPLIES = 64;

    private final Wire wire;

    Options(Wire wire) {
        this.wire = wire;
    }

    /**
     * Everything that the server replied to one option.
     *
     * @param end the type of the last reply: an acknowledgement or an error
     * @param message what came with it
     * @param replies those before it
     */
    record Answer(int end, String message, List<Reply> replies) {

        boolean isError() {
            return end != Nbd.REP_ACK;
        }

        boolean is(int type) {
            return end == type;
        }

        /** Returns what the replies of one type hold; all others are passed over. */
        List<ByteBuffer> replies(int type) {
            return replies.stream().filter(r -> r.type == type).map(Reply::data).toList();
        }

        String describe() {
            String name = switch (end) {
                case Nbd.REP_ERR_UNSUP -> "it does not know how";
                case Nbd.REP_ERR_POLICY -> "it is not allowed to";
                case Nbd.REP_ERR_UNKNOWN -> "it has none of that name";
                case Nbd.REP_ERR_SHUTDOWN -> "it is shutting down";
                case Nbd.REP_ERR_TLS_REQD -> "it insists on TLS";
                default -> "error " + (end & ~Nbd.REP_ERROR);
            };
            return message.isBlank() ? name : name + " (" + message.strip() + ")";
        }
    }

    /** One reply. */
    record Reply(int type, ByteBuffer data) {}

    /** Sends an option and takes the replies to it, up to an acknowledgement or an error. */
    Answer ask(int option, byte[] data) throws IOException {
        send(option, data);
        List<Reply> replies = new ArrayList<>();
        while (replies.size() < MOST_REPLIES) {
            Reply reply = reply(option);
            if (reply.type == Nbd.REP_ACK || reply.type < 0) {
                return new Answer(reply.type, text(reply.data), replies);
            }
            replies.add(reply);
        }
        throw NbdException.violation("more than " + MOST_REPLIES + " replies to option " + option);
    }

    void send(int option, byte[] data) throws IOException {
        wire.write(ByteBuffer.allocate(16 + data.length)
                .putLong(Nbd.IHAVEOPT)
                .putInt(option)
                .putInt(data.length)
                .put(data)
                .flip());
    }

    private Reply reply(int option) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(REPLY_HEADER);
        wire.readFully(header);
        header.flip();
        long magic = header.getLong();
        int answered = header.getInt();
        int type = header.getInt();
        int length = header.getInt();
        if (magic != Nbd.OPTION_REPLY_MAGIC || answered != option) {
            throw NbdException.violation("no reply to option " + option + " where one was due");
        }
        if (length < 0 || length > LONGEST_REPLY) {
            throw NbdException.violation(
                    "a reply of " + Integer.toUnsignedString(length) + " bytes to option " + option);
        }
        ByteBuffer data = ByteBuffer.allocate(length);
        wire.readFully(data);
        return new Reply(type, data.flip());
    }

    /** Returns the rest of a buffer as text, fit for a message. */
    static String text(ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a text with its length before it. */
    static ByteBuffer string(String text) {
        byte[] bytes = bytes(text);
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .flip();
    }

    /** Returns the data of the option that chooses metadata contexts. */
    static byte[] contextQuery(String export, List<String> contexts) {
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(string(export));
        parts.add(ByteBuffer.allocate(4).putInt(contexts.size()).flip());
        contexts.forEach(context -> parts.add(string(context)));
        ByteBuffer data = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(data::put);
        return data.array();
    }
}
