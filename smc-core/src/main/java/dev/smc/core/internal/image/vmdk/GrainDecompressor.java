package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads compressed grains, each of them a zlib stream, with a marker before it that says which grain it is. Thread-safe: threads
 * work side by side, each with a workbench that it gives back for the next one.
 */
final class GrainDecompressor implements AutoCloseable {
    private static final int MARKER_BYTES = 12;
    private static final int REST_BYTES = 512;

    private final ImageFile file;
    private final GrainLayout layout;
    private final boolean markers;
    private final Queue<Workbench> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    GrainDecompressor(ImageFile file, GrainLayout layout, boolean markers) {
        this.file = file;
        this.layout = layout;
        this.markers = markers;
    }

    /** What one thread needs: an inflater, and room for a compressed grain. */
    private static final class Workbench {
        final Inflater inflater = new Inflater();
        private ByteBuffer room = ByteBuffer.allocateDirect(0);

        ByteBuffer read(ImageFile file, long offset, int length) {
            if (room.capacity() < length) {
                room = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
            }
            file.read(offset, room.clear().limit(length));
            return room.flip();
        }
    }

    /** Fills a buffer, of as many bytes as the grain has within the extent, with the grain at a place of the file. */
    void read(long place, long grain, ByteBuffer target) {
        Workbench bench = idle.poll();
        if (bench == null) {
            bench = new Workbench();
        }
        try {
            inflate(
                    place,
                    markers ? behindMarker(bench, place, grain) : unmarked(bench, place),
                    bench.inflater,
                    target);
        } finally {
            idle.add(bench);
            if (closed) {
                close();
            }
        }
    }

    private ByteBuffer behindMarker(Workbench bench, long place, long grain) {
        if (place > file.size() - MARKER_BYTES) {
            throw file.truncated(place + MARKER_BYTES);
        }
        ByteBuffer marker = bench.read(file, place, MARKER_BYTES);
        long sector = marker.getLong(0);
        long expected = grain << (layout.grainBits() - 9);
        if (sector != expected) {
            throw corrupt(place, "a grain of sector " + Long.toUnsignedString(sector), "the one of sector " + expected);
        }
        int length = marker.getInt(8);
        if (length <= 0 || length > longest()) {
            throw corrupt(
                    place + 8,
                    "a compressed grain of " + Integer.toUnsignedString(length) + " bytes",
                    "1 to " + longest());
        }
        if (length > file.size() - place - MARKER_BYTES) {
            throw file.truncated(place + MARKER_BYTES + length);
        }
        return bench.read(file, place + MARKER_BYTES, length);
    }

    private ByteBuffer unmarked(Workbench bench, long place) {
        if (place >= file.size()) {
            throw file.truncated(place + 1);
        }
        return bench.read(file, place, (int) Math.min(longest(), file.size() - place));
    }

    /** What cannot be compressed becomes a little longer. */
    private int longest() {
        return 2 * layout.grainSize();
    }

    private void inflate(long place, ByteBuffer packed, Inflater inflater, ByteBuffer target) {
        inflater.reset();
        inflater.setInput(packed);
        try {
            int wanted = target.remaining();
            while (target.hasRemaining()) {
                if (inflater.inflate(target) == 0) {
                    int length = wanted - target.remaining();
                    throw corrupt(place, "a compressed grain that ends after " + length + " bytes", wanted + " bytes");
                }
            }
            finish(place, inflater);
        } catch (DataFormatException e) {
            throw corrupt(place, "a compressed grain that is no zlib stream or fails its checksum", "an intact one");
        }
    }

    /** The stream's checksum is compared at its end; before it may come what the last grain has behind the end of the extent. */
    private void finish(long place, Inflater inflater) throws DataFormatException {
        byte[] rest = new byte[REST_BYTES];
        while (!inflater.finished()) {
            boolean stuck = inflater.inflate(rest) == 0 && !inflater.finished();
            if (stuck || inflater.getBytesWritten() > layout.grainSize()) {
                throw corrupt(place, "a compressed grain without an end", "one of " + layout.grainSize() + " bytes");
            }
        }
    }

    private CorruptDiskException corrupt(long offset, String found, String expected) {
        return new CorruptDiskException(file.location(), offset, found, expected);
    }

    /** Frees the workbenches; one that is in use is freed when its thread is done. */
    @Override
    public void close() {
        closed = true;
        for (Workbench bench = idle.poll(); bench != null; bench = idle.poll()) {
            bench.inflater.end();
        }
    }
}
