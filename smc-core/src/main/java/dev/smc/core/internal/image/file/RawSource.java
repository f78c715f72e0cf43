package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** A raw image file or a block device. Holes of a file are known as zeros where the system tells them. Thread-safe. */
public final class RawSource implements BlockSource {
    private final ImageFile file;
    private final int sectorSize;

    public RawSource(ImageFile file) {
        this.file = file;
        this.sectorSize = file.sectorSize();
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size());
        file.read(offset, target);
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        return file.extents(offset, length);
    }

    @Override
    public void close() {
        file.close();
    }
}
