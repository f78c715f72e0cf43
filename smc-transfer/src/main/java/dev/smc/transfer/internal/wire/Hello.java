package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
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
        byte[] nonce,
        String jobId) {
    private static final int PROBE = 1;
    private static final int VERIFY = 2;
    private static final int MAX_JOB = 512;

    /** Returns what a sender of this release says. */
    public static Hello of(
            boolean probe, boolean verify, long epoch, int disk, int round, long diskSize, byte[] nonce, String jobId) {
        return new Hello(
                Handshake.VERSION, Handshake.VERSION, probe, verify, epoch, disk, round, diskSize, nonce, jobId);
    }

    void encode(ByteBuffer out) {
        out.putShort((short) lowestVersion).putShort((short) highestVersion);
        out.putInt((probe ? PROBE : 0) | (verify ? VERIFY : 0));
        out.putLong(epoch).putInt(disk).putInt(round).putLong(diskSize);
        out.putInt(ChunkGrid.MIN_CHUNK_SIZE).putInt(ChunkGrid.MAX_CHUNK_SIZE);
        out.putShort((short) 0).putShort((short) 1);
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
        int stream = in.getShort();
        int streams = in.getShort();
        if (stream != 0 || streams != 1) {
            throw WireErrors.violation("stream " + stream + " of " + streams + " was offered, one alone is spoken");
        }
        byte[] nonce = new byte[Proof.LENGTH];
        in.get(nonce);
        String jobId = Text.get(in, MAX_JOB);
        return new Hello(
                lowest, highest, (flags & PROBE) != 0, (flags & VERIFY) != 0, epoch, disk, round, size, nonce, jobId);
    }
}
