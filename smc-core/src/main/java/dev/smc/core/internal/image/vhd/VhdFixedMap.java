package dev.smc.core.internal.image.vhd;

import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;

/** A fixed image: the disk as it is, with a footer behind it. Thread-safe. */
final class VhdFixedMap implements BlockMap {
    private final ImageFile file;

    VhdFixedMap(ImageFile file, long size) {
        if (size > file.size()) {
            throw file.truncated(size);
        }
        this.file = file;
    }

    @Override
    public Run run(long offset, long length) {
        return new Run(Kind.DATA, length, offset);
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        file.read(run.position(), target);
    }

    @Override
    public void addExtents(Run run, long offset, ExtentList extents) {
        file.addExtents(run.position(), run.length(), offset, extents);
    }

    @Override
    public void close() {
        file.close();
    }
}
