package dev.smc.transfer.internal.receiver;

import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.chunk.SpanDigest;
import dev.smc.transfer.internal.tls.Attestor;
import dev.smc.transfer.internal.tls.Identity;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.Hello;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells the sender whether what is on record equals what it sent. Thread-safe. */
final class Judge {
    private static final long MATCHES = 1L << 56;

    private final Manifest manifest;
    private final FrameChannel frames;
    private final Hello hello;
    private final Identity identity;

    Judge(Manifest manifest, FrameChannel frames, Hello hello, Identity identity) {
        this.manifest = manifest;
        this.frames = frames;
        this.hello = hello;
        this.identity = identity;
    }

    /** Tells of a span: the digest of what was sent, and of what is on record. */
    void span(long span, byte[] digest, byte @Nullable [] own) {
        frames.send(FrameType.RESULT, out -> putJudgement(out, span, Arrays.equals(digest, own), own));
    }

    /** Tells of the whole disk: the root of what was sent, and of what is on record; and signs that it is as it was sent. */
    void disk(byte[] root, byte @Nullable [] own, long badChunks) {
        boolean matches = Arrays.equals(root, own);
        boolean good = matches && badChunks == 0;
        if (good) {
            manifest.completed();
        }
        byte[] signature =
                good ? Attestor.sign(identity, Attestor.statement(hello, manifest.grid(), root)) : new byte[0];
        frames.send(FrameType.VERDICT, out -> {
            putJudgement(out, badChunks, matches, own);
            out.putShort((short) signature.length).put(signature);
        });
    }

    private static void putJudgement(ByteBuffer out, long number, boolean matches, byte @Nullable [] own) {
        out.putLong(number).putLong(matches ? MATCHES : 0);
        out.put(own == null ? new byte[SpanDigest.LENGTH] : own);
    }
}
