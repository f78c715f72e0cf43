package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** A disk image that keeps its disk in pieces, with the image behind it. Thread-safe. */
public final class MappedSource implements BlockSource {
    private final String location;
    private final String format;
    private final long size;
    private final int sectorSize;
    private final BlockMap map;
    private final Backing backing;

    /** Makes a source of the map and the backing, which it will close. */
    public MappedSource(String location, String format, long size, int sectorSize, BlockMap map, Backing backing) {
        this.location = location;
        this.format = format;
        this.size = size;
        this.sectorSize = sectorSize;
        this.map = map;
        this.backing = backing;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size);
        int limit = target.limit();
        long position = offset;
        try {
            while (target.position() < limit) {
                BlockMap.Run run = map.run(position, limit - target.position());
                target.limit(target.position() + (int) run.length());
                switch (run.kind()) {
                    case DATA -> map.read(run, position, target);
                    case ZERO -> Zeros.fill(target);
                    case BACKING -> backing.read(position, target);
                }
                target.limit(limit);
                position += run.length();
            }
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        ExtentList extents = new ExtentList();
        for (long position = offset; position < offset + length; ) {
            BlockMap.Run run = map.run(position, offset + length - position);
            switch (run.kind()) {
                case DATA -> map.addExtents(run, position, extents);
                case ZERO -> extents.add(Extent.Kind.ZERO, position, run.length());
                case BACKING -> backing.addExtents(position, run.length(), extents);
            }
            position += run.length();
        }
        return extents.toList();
    }

    @Override
    public void close() {
        try {
            map.close();
        } finally {
            backing.close();
        }
    }
}
