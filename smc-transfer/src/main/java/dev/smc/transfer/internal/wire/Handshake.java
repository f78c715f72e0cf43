package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.Function;

/** The first frames of a connection, in which both sides prove themselves: {@code docs/formats/wire-protocol.md}, section 4. */
public final class Handshake {
    /** The version of the protocol that this release speaks. */
    public static final int VERSION = 3;

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int FOREIGN = 1;

    private Handshake() {}

    /**
     * What a receiver lets a sender in to.
     *
     * @param grid the disk as the receiver's manifest cuts it
     * @param foreign whether what the receiver has may not be what a sender sent, so that all of it must be compared
     */
    public record Admission(ChunkGrid grid, boolean foreign) {}

    /** Returns fresh random bytes for one handshake. */
    public static byte[] nonce() {
        byte[] nonce = new byte[Proof.LENGTH];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /**
     * Introduces the sender.
     *
     * @return what the receiver has for it
     * @throws dev.smc.api.error.MigrationException what the receiver refused with, or {@code PEER_UNTRUSTED}
     */
    public static Admission send(FrameChannel frames, byte[] secret, Hello hello) {
        ByteBuffer challenge = frames.expect(FrameType.CHALLENGE);
        requireVersion(Short.toUnsignedInt(challenge.getShort()), Short.toUnsignedInt(challenge.getShort()));
        byte[] receiverNonce = new byte[Proof.LENGTH];
        challenge.get(receiverNonce);
        frames.send(FrameType.HELLO, out -> {
            int start = out.position();
            hello.encode(out);
            byte[] said = Proof.prefix(out.slice(start, out.position() - start), out.position() - start);
            out.put(Proof.of(secret, Proof.SENDER, receiverNonce, said));
        });
        ByteBuffer answer = frames.expect(FrameType.HELLO_OK);
        byte[] said = Proof.prefix(answer, answer.limit() - Proof.LENGTH);
        byte[] proof = new byte[Proof.LENGTH];
        answer.get(answer.limit() - Proof.LENGTH, proof);
        if (!Proof.matches(Proof.of(secret, Proof.RECEIVER, receiverNonce, hello.nonce(), said), proof)) {
            throw WireErrors.untrusted("the receiver's proof is not the one of this run", null);
        }
        int version = Short.toUnsignedInt(answer.getShort());
        requireVersion(version, version);
        answer.getShort();
        int chunkSize = answer.getInt();
        long diskSize = answer.getLong();
        if (!ChunkGrid.isChunkSize(chunkSize) || diskSize < 0) {
            throw WireErrors.violation(
                    "the receiver answered with chunks of " + chunkSize + " bytes, disk of " + diskSize);
        }
        return new Admission(new ChunkGrid(diskSize, chunkSize), (answer.getInt() & FOREIGN) != 0);
    }

    /**
     * Lets a sender introduce itself.
     *
     * @param admit checks what a sender that has proved itself wants, and returns the disk, or throws what to refuse it with
     * @return what the sender wants
     */
    public static Hello receive(FrameChannel frames, byte[] secret, Function<Hello, Admission> admit) {
        byte[] nonce = nonce();
        frames.send(
                FrameType.CHALLENGE,
                out -> out.putShort((short) VERSION).putShort((short) VERSION).put(nonce));
        ByteBuffer payload = frames.expect(FrameType.HELLO);
        int end = payload.limit() - Proof.LENGTH;
        byte[] said = Proof.prefix(payload, end);
        byte[] proof = new byte[Proof.LENGTH];
        payload.get(end, proof);
        if (!Proof.matches(Proof.of(secret, Proof.SENDER, nonce, said), proof)) {
            throw WireErrors.untrusted("the sender's proof is not the one of this run", null);
        }
        ByteBuffer body = payload.limit(end);
        Hello hello = Hello.decode(body);
        Text.end(body, "HELLO");
        requireVersion(hello.lowestVersion(), hello.highestVersion());
        Admission admission = admit.apply(hello);
        ChunkGrid grid = admission.grid();
        frames.send(FrameType.HELLO_OK, out -> {
            int start = out.position();
            out.putShort((short) VERSION).putShort((short) 0);
            out.putInt(grid.chunkSize()).putLong(grid.diskSize()).putInt(admission.foreign() ? FOREIGN : 0);
            byte[] answered = Proof.prefix(out.slice(start, out.position() - start), out.position() - start);
            out.put(Proof.of(secret, Proof.RECEIVER, nonce, hello.nonce(), answered));
        });
        return hello;
    }

    private static void requireVersion(int lowest, int highest) {
        if (lowest > VERSION || highest < VERSION) {
            throw WireErrors.violation("the other side speaks versions " + lowest + " to " + highest
                    + " of the protocol, this side speaks " + VERSION);
        }
    }
}
