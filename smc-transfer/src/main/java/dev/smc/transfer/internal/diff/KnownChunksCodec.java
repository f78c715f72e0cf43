package dev.smc.transfer.internal.diff;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Manifest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The payload of a MANIFEST frame: {@code docs/formats/wire-protocol.md}, section 5. */
public final class KnownChunksCodec {
    private static final int RUN_HEADER = 9;
    private static final int COUNT_AT = 8;
    /** How far an answer looks for the end of a run, so that it is not long in coming. */
    private static final long LOOK_AHEAD = 1 << 20;

    private KnownChunksCodec() {}

    /** Appends what the manifest knows from {@code first} on, {@code wanted} chunks or more. */
    public static void encode(Manifest manifest, long first, int wanted, ByteBuffer out) {
        int start = out.position();
        out.putLong(first).putLong(0);
        Packer packer = new Packer(out, first, wanted);
        manifest.visit(first, manifest.grid().count(), packer);
        out.putLong(start + COUNT_AT, packer.end - first);
    }

    private static final class Packer implements Manifest.Visitor {
        private final ByteBuffer out;
        private final long first;
        private final int wanted;
        private long end;
        private int runs;
        private int data;
        private @Nullable ChunkState state;
        private int lengthAt;

        Packer(ByteBuffer out, long first, int wanted) {
            this.out = out;
            this.first = first;
            this.wanted = wanted;
            this.end = first;
        }

        @Override
        public boolean visit(
                ChunkState found, long chunk, long count, boolean written, byte[] digests, int digestOffset) {
            if (found != state) {
                if (runs == wanted || end - first >= wanted) {
                    return false;
                }
                begin(found);
            } else if (end - first >= LOOK_AHEAD) {
                return false;
            }
            if (found == ChunkState.DATA) {
                if (data == wanted) {
                    return false;
                }
                data++;
                out.put(digests, digestOffset, ChunkHasher.DIGEST_LENGTH);
            }
            out.putLong(lengthAt, out.getLong(lengthAt) + count);
            end += count;
            return true;
        }

        private void begin(ChunkState next) {
            state = next;
            runs++;
            out.put(next.code());
            lengthAt = out.position();
            out.putLong(0);
        }
    }

    /**
     * Reads an answer that the other side sent.
     *
     * @param first the chunk it must start at
     * @param wanted how many chunks were asked for
     * @return the chunks, or null if the payload breaks the format
     */
    public static @Nullable KnownChunks decode(ByteBuffer payload, ChunkGrid grid, long first, int wanted) {
        if (payload.remaining() < 16 + RUN_HEADER || payload.getLong() != first) {
            return null;
        }
        long count = payload.getLong();
        if (count < 1 || count > grid.count() - first) {
            return null;
        }
        int most = Math.min(wanted, payload.remaining() / RUN_HEADER);
        long[] ends = new long[most];
        ChunkState[] states = new ChunkState[most];
        int[] digestAt = new int[most];
        byte[] digests = new byte[Math.min(payload.remaining(), wanted * ChunkHasher.DIGEST_LENGTH)];
        int runs = 0;
        int digestBytes = 0;
        long end = first;
        for (; payload.hasRemaining(); runs++) {
            if (runs == most || payload.remaining() < RUN_HEADER) {
                return null;
            }
            ChunkState state = ChunkState.of(payload.get());
            long length = payload.getLong();
            if (state == null || length < 1 || length > first + count - end) {
                return null;
            }
            if (runs > 0 && state == states[runs - 1]) {
                return null;
            }
            states[runs] = state;
            digestAt[runs] = digestBytes;
            if (state == ChunkState.DATA) {
                long room = Math.min(payload.remaining(), digests.length - digestBytes);
                if (length > room / ChunkHasher.DIGEST_LENGTH) {
                    return null;
                }
                int bytes = (int) length * ChunkHasher.DIGEST_LENGTH;
                payload.get(digests, digestBytes, bytes);
                digestBytes += bytes;
            }
            end += length;
            ends[runs] = end;
        }
        if (end != first + count) {
            return null;
        }
        return new KnownChunks(
                first,
                Arrays.copyOf(ends, runs),
                Arrays.copyOf(states, runs),
                Arrays.copyOf(digestAt, runs),
                Arrays.copyOf(digests, digestBytes));
    }
}
