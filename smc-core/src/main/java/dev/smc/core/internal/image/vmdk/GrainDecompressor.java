package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads compressed grains, each of them a zlib stream, with a marker before it that says which grain it is. Thread-safe. */
final class GrainDecompressor {
    private static final int MARKER_BYTES = 12;
    /** Most grains are much shorter than what is read at first, or much longer. */
    private static final int FIRST_READ = 512;

    private final ImageFile file;
    private final GrainLayout layout;
    private final boolean markers;

    GrainDecompressor(ImageFile file, GrainLayout layout, boolean markers) {
        this.file = file;
        this.layout = layout;
        this.markers = markers;
    }

    /** Fills a buffer, of as many bytes as the grain has within the extent, with the grain at a place of the file. */
    void read(long place, long grain, ByteBuffer target) {
        inflate(place, markers ? behindMarker(place, grain) : unmarked(place), target);
    }

    private ByteBuffer behindMarker(long place, long grain) {
        if (place > file.size() - MARKER_BYTES) {
            throw file.truncated(place + MARKER_BYTES);
        }
        ByteBuffer first = ByteBuffer.allocate((int) Math.min(FIRST_READ, file.size() - place))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.read(place, first);
        first.flip();
        long sector = first.getLong(0);
        long expected = grain << (layout.grainBits() - 9);
        if (sector != expected) {
            throw corrupt(place, "a grain of sector " + Long.toUnsignedString(sector), "the one of sector " + expected);
        }
        int length = first.getInt(8);
        if (length <= 0 || length > longest()) {
            throw corrupt(
                    place + 8,
                    "a compressed grain of " + Integer.toUnsignedString(length) + " bytes",
                    "1 to " + longest());
        }
        if (length > file.size() - place - MARKER_BYTES) {
            throw file.truncated(place + MARKER_BYTES + length);
        }
        ByteBuffer packed = ByteBuffer.allocate(length);
        packed.put(first.slice(MARKER_BYTES, Math.min(length, first.limit() - MARKER_BYTES)));
        file.read(place + MARKER_BYTES + packed.position(), packed);
        return packed.flip();
    }

    private ByteBuffer unmarked(long place) {
        if (place >= file.size()) {
            throw file.truncated(place + 1);
        }
        ByteBuffer packed = ByteBuffer.allocate((int) Math.min(longest(), file.size() - place));
        file.read(place, packed);
        return packed.flip();
    }

    /** What cannot be compressed becomes a little longer. */
    private int longest() {
        return 2 * layout.grainSize();
    }

    private void inflate(long place, ByteBuffer packed, ByteBuffer target) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
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
        } finally {
            inflater.end();
        }
    }

    /** The stream's checksum is compared at its end; before it may come what the last grain has behind the end of the extent. */
    private void finish(long place, Inflater inflater) throws DataFormatException {
        byte[] rest = new byte[FIRST_READ];
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
}
