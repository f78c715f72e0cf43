package dev.smc.core.internal.image.nbd;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** Reads a range in pieces, several of them in flight, over all connections. For one range, in one thread. */
final class ReadCalls {
    private static final int LONGEST_PIECE = 256 << 10;
    /** Requests in flight to keep a connection busy. */
    private static final int REQUESTS_EACH = 4;

    private final NbdClient client;
    private final Export export;
    private final int pieceLength;
    private final Queue<Piece> inFlight = new ArrayDeque<>();

    /**
     * Part of the range.
     *
     * @param call asks for it
     * @param whole whether it is whole blocks
     * @param into where it comes in: its part of the target if it is whole blocks, else a buffer for the blocks that hold it
     * @param target its part of the target
     * @param skip bytes before it in its first block
     */
    private record Piece(Call<ReadRequest> call, boolean whole, ByteBuffer into, ByteBuffer target, int skip) {
        void finish() throws InterruptedException {
            call.await();
            if (!whole) {
                target.duplicate().put(into.slice(skip, target.remaining()));
            }
        }
    }

    ReadCalls(NbdClient client) {
        this.client = client;
        this.export = client.connections().export();
        this.pieceLength =
                Integer.highestOneBit(Math.min(LONGEST_PIECE, export.blocks().maximum()));
    }

    void read(long offset, ByteBuffer target) {
        int depth = client.connections().most() * REQUESTS_EACH;
        int done = target.position();
        try {
            while (done < target.limit()) {
                long at = offset + done - target.position();
                int count = (int) Math.min(target.limit() - done, pieceLength - at % pieceLength);
                send(at, target.slice(done, count));
                done += count;
                if (inFlight.size() == depth) {
                    finishFirst();
                }
            }
            while (!inFlight.isEmpty()) {
                finishFirst();
            }
        } catch (InterruptedException e) {
            throw NbdClient.interrupted(client.location());
        } finally {
            // Nobody may write to the target after this returns, however it does.
            inFlight.forEach(piece -> piece.call.abandon());
        }
        target.position(target.limit());
    }

    private void send(long at, ByteBuffer target) throws InterruptedException {
        long from = export.blocks().down(at);
        long to = export.blocks().up(at + target.remaining(), export.size());
        boolean whole = to - from == target.remaining();
        ByteBuffer into = whole ? target : ByteBuffer.allocate((int) (to - from));
        Call<ReadRequest> call = new Call<>(client, e -> new ReadRequest(from, into));
        inFlight.add(new Piece(call, whole, into, target, (int) (at - from)));
        call.send();
    }

    private void finishFirst() throws InterruptedException {
        inFlight.element().finish();
        inFlight.remove();
    }
}
