package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Manifest;
import java.nio.ByteBuffer;

/**
 * The payload of a HELLO frame, without its proof.
 *
 * @param lowestVersion of the protocol that the sender speaks
 * @param highestVersion of the protocol that the sender speaks
 * @param probe whether only to test that both sides belong together
 * @param verify whether to read back at the end
 * @param epoch of the sender's owner
 * @param disk number of the disk
 * @param round number of the sync round
 * @param diskSize of the source
 * @param stream which of the connections over which the disk travels
 * @param nonce the sender's, 32 bytes
 * @param jobId the sender's job
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Hello(
        int lowestVersion,
        int highestVersion,
        boolean probe,
        boolean verify,
        long epoch,
        int disk,
        int round,
        long diskSize,
        Stream stream,
        byte[] nonce,
        String jobId) {
    private static final int PROBE = 1;
    private static final int VERIFY = 2;
    private static final int MAX_JOB = 512;

    /**
     * One of the connections over which a disk travels.
     *
     * @param number which one, from 0
     * @param count how many there may be
     * @param callHigh with {@code callLow}, chosen at random for the call that they belong to
     * @param callLow the rest of it
     */
    public record Stream(int number, int count, long callHigh, long callLow) {
        /** The only one, of no call. */
        public static final Stream NONE = new Stream(0, 1, 0, 0);

        /** Returns whether both belong to one call. */
        public boolean isBeside(Stream other) {
            return callHigh == other.callHigh && callLow == other.callLow;
        }
    }

    /** Returns what a sender of this release says to test whether both sides belong together. */
    public static Hello probe(long epoch, byte[] nonce, String jobId) {
        return new Hello(Handshake.VERSION, Handshake.VERSION, true, false, epoch, 0, 0, 0, Stream.NONE, nonce, jobId);
    }

    /** Returns what a sender of this release says of a disk. */
    public static Hello of(
            boolean verify, long epoch, int disk, int round, long diskSize, Stream stream, byte[] nonce, String jobId) {
        return new Hello(
                Handshake.VERSION,
                Handshake.VERSION,
                false,
                verify,
                epoch,
                disk,
                round,
                diskSize,
                stream,
                nonce,
                jobId);
    }

    void encode(ByteBuffer out) {
        out.putShort((short) lowestVersion).putShort((short) highestVersion);
        out.putInt((probe ? PROBE : 0) | (verify ? VERIFY : 0));
        out.putLong(epoch).putInt(disk).putInt(round).putLong(diskSize);
        out.putInt(ChunkGrid.MIN_CHUNK_SIZE).putInt(ChunkGrid.MAX_CHUNK_SIZE);
        out.putShort((short) stream.number()).putShort((short) stream.count());
        out.putLong(stream.callHigh()).putLong(stream.callLow());
        out.put(nonce);
        Text.put(out, jobId, MAX_JOB);
    }

    static Hello decode(ByteBuffer in) {
        int lowest = Short.toUnsignedInt(in.getShort());
        int highest = Short.toUnsignedInt(in.getShort());
        int flags = in.getInt();
        long epoch = in.getLong();
        int disk = in.getInt();
        int round = in.getInt();
        long size = in.getLong();
        in.getInt(); // smallest chunk size: every chunk size of this release lies in the range of every sender so far
        in.getInt();
        Stream stream = new Stream(
                Short.toUnsignedInt(in.getShort()), Short.toUnsignedInt(in.getShort()), in.getLong(), in.getLong());
        if (stream.number() >= stream.count() || stream.count() > Manifest.MAX_WRITERS) {
            throw WireErrors.violation("stream " + stream.number() + " of " + stream.count() + " was offered, at most "
                    + Manifest.MAX_WRITERS + " are spoken");
        }
        byte[] nonce = new byte[Proof.LENGTH];
        in.get(nonce);
        String jobId = Text.get(in, MAX_JOB);
        return new Hello(
                lowest,
                highest,
                (flags & PROBE) != 0,
                (flags & VERIFY) != 0,
                epoch,
                disk,
                round,
                size,
                stream,
                nonce,
                jobId);
    }
}
