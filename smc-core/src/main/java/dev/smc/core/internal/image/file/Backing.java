package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What an image shows where it holds nothing itself: the image behind it, and zeros behind the end of that. Thread-safe. */
public final class Backing implements AutoCloseable {
    /** No image behind. */
    public static final Backing NONE = new Backing(null);

    private final @Nullable BlockSource source;

    private Backing(@Nullable BlockSource source) {
        this.source = source;
    }

    /** Returns the backing by an image, which it will close. */
    public static Backing of(BlockSource source) {
        return new Backing(source);
    }

    void read(long offset, ByteBuffer target) {
        if (source != null && offset < source.size()) {
            int limit = target.limit();
            target.limit(target.position() + (int) Math.min(target.remaining(), source.size() - offset));
            try {
                source.read(offset, target);
            } finally {
                target.limit(limit);
            }
        }
        Zeros.fill(target);
    }

    void addExtents(long offset, long length, ExtentList extents) {
        long backed = source == null ? 0 : Math.max(0, Math.min(length, source.size() - offset));
        if (source != null && backed > 0) {
            source.extents(offset, backed).forEach(e -> extents.add(e.kind(), e.offset(), e.length()));
        }
        extents.add(Extent.Kind.ZERO, offset + backed, length - backed);
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }
}
