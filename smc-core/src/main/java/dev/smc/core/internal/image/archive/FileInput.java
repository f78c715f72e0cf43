package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;

/** Reads a file as it is; skipping costs nothing. Not thread-safe. */
final class FileInput extends ArchiveInput {
    private final ImageFile file;

    FileInput(ImageFile file) {
        super(file.location());
        this.file = file;
    }

    @Override
    int read(byte[] target, int offset, int length) {
        int count = (int) Math.min(length, file.size() - position());
        if (count == 0) {
            return -1;
        }
        file.read(position(), ByteBuffer.wrap(target, offset, count));
        return count;
    }

    @Override
    void skipTo(long target) {
        // The last member may lack the padding behind it.
        if (target - TarHeader.BYTES >= file.size()) {
            throw file.truncated(target);
        }
        moveTo(Math.min(target, file.size()));
    }

    @Override
    long consumed() {
        return position();
    }
}
