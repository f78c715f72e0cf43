package dev.smc.core.internal.image.vmdk;

import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;

/** An extent that is a range of a file or device, byte for byte. The position of a run is that in the file. Thread-safe. */
final class FlatExtent implements BlockMap {
    private final ImageFile file;
    private final long start;

    /** Creates an extent that starts somewhere in a file, which belongs to others, too. */
    FlatExtent(ImageFile file, long start) {
        this.file = file;
        this.start = start;
    }

    @Override
    public Run run(long offset, long length) {
        return new Run(Kind.DATA, length, start + offset);
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        file.read(run.position(), target);
    }

    /** Holes of the file are known as zeros where the system tells them. */
    @Override
    public void addExtents(Run run, long offset, ExtentList extents) {
        file.extents(run.position(), run.length())
                .forEach(e -> extents.add(e.kind(), e.offset() - run.position() + offset, e.length()));
    }

    @Override
    public void close() {
        file.close();
    }
}
