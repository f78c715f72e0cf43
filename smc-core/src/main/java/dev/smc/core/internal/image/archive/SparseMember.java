package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;

/** A raw disk of which an archive holds the pieces that are not holes. The position of a run is that in the file. Thread-safe. */
final class SparseMember implements BlockMap {
    private final ImageFile stored;
    private final SparseMap map;

    /**
     * Creates a member.
     *
     * @param stored the pieces, one behind the other; belongs to this
     */
    SparseMember(ImageFile stored, SparseMap map) {
        this.stored = stored;
        this.map = map;
    }

    @Override
    public Run run(long offset, long length) {
        int piece = map.pieceAt(offset);
        if (piece >= 0 && offset < map.end(piece)) {
            long position = map.start(piece) + offset - map.offset(piece);
            return new Run(Kind.DATA, Math.min(length, map.end(piece) - offset), position);
        }
        long end = piece + 1 < map.pieces() ? map.offset(piece + 1) : map.size();
        return new Run(Kind.ZERO, Math.min(length, end - offset), 0);
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        stored.read(run.position(), target);
    }

    @Override
    public void close() {
        stored.close();
    }
}
