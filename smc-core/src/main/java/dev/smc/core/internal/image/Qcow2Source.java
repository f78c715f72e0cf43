package dev.smc.core.internal.image;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A qcow2 image of version 2 or 3, with the images behind it. Internal snapshots are ignored: what counts is the active state.
 * Thread-safe.
 */
final class Qcow2Source implements BlockSource {
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String FILE_PROTOCOL = "file:";
    private static final long DECOMPRESSED_CACHE_BYTES = 4 << 20;
    private static final int MOST_DECOMPRESSED_CLUSTERS = 16;

    private final ImageFile file;
    private final Qcow2Header header;
    private final Qcow2Map map;
    private final @Nullable BlockSource backing;
    /** By the position and length that an L2 entry gives. */
    private final SlotCache<byte[]> decompressed;

    private Qcow2Source(ImageFile file, Qcow2Header header, Qcow2Map map, @Nullable BlockSource backing) {
        this.file = file;
        this.header = header;
        this.map = map;
        this.backing = backing;
        Qcow2Decompressor decompressor = new Qcow2Decompressor(file, header);
        int clusters = (int) Math.min(MOST_DECOMPRESSED_CLUSTERS, DECOMPRESSED_CACHE_BYTES / header.clusterSize());
        this.decompressed = new SlotCache<>(clusters, decompressor::decompress);
    }

    static Qcow2Source open(ImageFile file, ImageChain chain) {
        Qcow2Header header = Qcow2Header.read(file);
        Qcow2Map map = new Qcow2Map(file, header);
        return new Qcow2Source(file, header, map, openBacking(file, header, chain));
    }

    private static @Nullable BlockSource openBacking(ImageFile file, Qcow2Header header, ImageChain chain) {
        String name = header.backingFile();
        if (name == null) {
            return null;
        }
        return chain.open(backingPath(file, name), backingFormat(file, header.backingFormat()));
    }

    private static Path backingPath(ImageFile file, String name) {
        String path = name.startsWith(FILE_PROTOCOL) ? name.substring(FILE_PROTOCOL.length()) : name;
        if (PROTOCOL.matcher(path).matches()) {
            throw FormatDetector.unsupported(
                    file.location(), "has the backing file " + path + ", which is no path and not supported");
        }
        try {
            return file.path().resolveSibling(path);
        } catch (InvalidPathException e) {
            throw new CorruptDiskException(file.location(), 8, "backing file name '" + path + "'", "a path");
        }
    }

    private static FormatDetector.@Nullable Format backingFormat(ImageFile file, @Nullable String format) {
        if (format == null) {
            return null;
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "raw", "file", "host_device" -> FormatDetector.Format.RAW;
            case "qcow2" -> FormatDetector.Format.QCOW2;
            default ->
                throw FormatDetector.unsupported(
                        file.location(), "has a backing file of format '" + format + "', which is not supported");
        };
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public String format() {
        return "qcow2";
    }

    @Override
    public long size() {
        return header.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size());
        int limit = target.limit();
        long position = offset;
        try {
            while (target.position() < limit) {
                Qcow2Map.Run run = map.run(position, limit - target.position());
                target.limit(target.position() + (int) run.length());
                readRun(run, position, target);
                target.limit(limit);
                position += run.length();
            }
        } finally {
            target.limit(limit);
        }
    }

    private void readRun(Qcow2Map.Run run, long offset, ByteBuffer target) {
        switch (run.kind()) {
            case DATA -> file.read(run.position(), target);
            case ZERO -> putZeros(target);
            case UNALLOCATED -> readBacking(offset, target);
            case COMPRESSED ->
                target.put(decompressed.get(run.position()), (int) (offset % header.clusterSize()), target.remaining());
        }
    }

    /** Behind the end of a shorter backing file everything reads as zeros. */
    private void readBacking(long offset, ByteBuffer target) {
        if (backing != null && offset < backing.size()) {
            int limit = target.limit();
            target.limit(target.position() + (int) Math.min(target.remaining(), backing.size() - offset));
            backing.read(offset, target);
            target.limit(limit);
        }
        putZeros(target);
    }

    private static void putZeros(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(Zeros.buffer(target.remaining()));
        }
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        ExtentList extents = new ExtentList();
        for (long position = offset; position < offset + length; ) {
            Qcow2Map.Run run = map.run(position, offset + length - position);
            switch (run.kind()) {
                case DATA, COMPRESSED -> extents.add(Extent.Kind.DATA, position, run.length());
                case ZERO -> extents.add(Extent.Kind.ZERO, position, run.length());
                case UNALLOCATED -> addBacking(extents, position, run.length());
            }
            position += run.length();
        }
        return extents.toList();
    }

    private void addBacking(ExtentList extents, long offset, long length) {
        long backed = backing == null ? 0 : Math.max(0, Math.min(length, backing.size() - offset));
        if (backing != null && backed > 0) {
            backing.extents(offset, backed).forEach(e -> extents.add(e.kind(), e.offset(), e.length()));
        }
        extents.add(Extent.Kind.ZERO, offset + backed, length - backed);
    }

    @Override
    public void close() {
        file.close();
        if (backing != null) {
            backing.close();
        }
    }
}
