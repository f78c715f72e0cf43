package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.DataScanner;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ScratchFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Copies what an archive holds into a file that takes space only for what is not zeros. Not thread-safe. */
final class Unpacker {
    private static final int PIECE = 1 << 20;
    private static final int BLOCK = 4096;

    private final Path directory;
    private final CopyListener listener;
    private final long packedSize;
    private final byte[] piece = new byte[PIECE];

    /**
     * Creates an unpacker.
     *
     * @param packedSize of the file that is read
     */
    Unpacker(Unpacking unpacking, long packedSize) {
        this.directory = unpacking.directory();
        this.listener = unpacking.listener();
        this.packedSize = packedSize;
    }

    /** Copies everything that the input has. */
    ImageFile unpack(ArchiveInput in, String location) {
        try (ScratchFile file = ScratchFile.create(directory)) {
            return file.finish(location, copy(in, file, 0, Long.MAX_VALUE));
        }
    }

    /** Copies a member; the input is where its pieces start. */
    ImageFile unpack(ArchiveInput in, SparseMap map, String location) {
        try (ScratchFile file = ScratchFile.create(directory)) {
            for (int i = 0; i < map.pieces(); i++) {
                if (copy(in, file, map.offset(i), map.length(i)) < map.length(i)) {
                    throw in.truncated();
                }
            }
            return file.finish(location, map.size());
        }
    }

    private long copy(ArchiveInput in, ScratchFile file, long offset, long length) {
        long done = 0;
        while (done < length) {
            int count = in.readUpTo(piece, (int) Math.min(PIECE, length - done));
            DataScanner.passOnData(offset + done, ByteBuffer.wrap(piece, 0, count), BLOCK, file::write);
            listener.copied(in.consumed(), packedSize);
            done += count;
            if (count == 0) {
                break;
            }
        }
        return done;
    }

    /** Reads to the end, where a compressed file says whether it is intact. */
    void drain(ArchiveInput in) {
        while (in.readUpTo(piece, PIECE) > 0) {
            listener.copied(in.consumed(), packedSize);
        }
    }
}
