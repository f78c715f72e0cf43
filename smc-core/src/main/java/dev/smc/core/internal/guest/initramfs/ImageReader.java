package dev.smc.core.internal.guest.initramfs;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an image as {@code init/initramfs.c} of Linux does: zeros are passed over; an archive that is not compressed starts at a
 * multiple of 4; anything else is a compressed stream of archives. Not thread-safe.
 */
final class ImageReader {
    private static final long MOST_PACKED = 512L << 20;
    private static final long MOST_CONTENT = 2L << 30;
    private static final int MOST_SEGMENTS = 1024;

    private final ImageInput input;
    private final ImageFiles files = new ImageFiles();
    private final List<Segment> segments = new ArrayList<>();
    private long content;

    ImageReader(ImageBytes image) {
        this.input = new ImageInput(image);
    }

    Initramfs read() {
        Optional<String> problem = Optional.empty();
        try {
            readAll();
        } catch (DamagedImageException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException | CorruptDiskException | SourceReadException e) {
            problem = Optional.of("it cannot be read: " + e.getMessage());
        }
        return new Initramfs(
                input.size(),
                List.copyOf(segments),
                files.entries(),
                files.texts(),
                Generator.of(files.entries(), files.texts()),
                problem);
    }

    private void readAll() throws IOException {
        if (input.size() > MOST_PACKED) {
            throw new DamagedImageException("it is " + input.size() + " bytes large, more than " + MOST_PACKED);
        }
        while (skipZeros(input)) {
            if (segments.size() >= MOST_SEGMENTS) {
                throw new DamagedImageException("it has more than " + MOST_SEGMENTS + " parts");
            }
            long start = input.position();
            Optional<Compression> compression = Compression.startingWith(input.peek(Compression.LONGEST_MAGIC));
            if (input.peek(1)[0] == '0') {
                readArchive(start);
            } else if (compression.isPresent()) {
                readStream(compression.get(), start);
            } else {
                throw new DamagedImageException("what is at byte " + start + " is neither an archive nor compressed");
            }
        }
        if (segments.isEmpty()) {
            throw new DamagedImageException("it is empty");
        }
    }

    /** Returns false at the end. */
    private static boolean skipZeros(ImageInput input) {
        int read = input.read();
        while (read == 0) {
            read = input.read();
        }
        if (read > 0) {
            input.seek(input.position() - 1);
        }
        return read > 0;
    }

    private void readArchive(long start) throws IOException {
        if (start % 4 != 0) {
            throw new DamagedImageException("an archive starts at byte " + start + ", which is no multiple of 4");
        }
        input.read();
        try {
            CpioReader.read(input, files);
        } catch (DamagedImageException e) {
            throw at(start, e);
        }
        files.endArchive();
        long length = input.position() - start;
        content += length;
        segments.add(new Segment(Compression.NONE, start, length, length));
    }

    private void readStream(Compression compression, long start) throws IOException {
        try (Decompressor stream = Decompressor.open(compression, input, MOST_CONTENT - content)) {
            readArchives(stream);
            content += stream.length();
            segments.add(new Segment(compression, start, input.position() - start, stream.length()));
        } catch (DamagedImageException e) {
            throw at(start, e);
        }
    }

    private void readArchives(Decompressor stream) throws IOException {
        boolean isEmpty = true;
        for (int read = stream.read(); read >= 0; read = stream.read()) {
            if (read == '0' && (stream.length() - 1) % 4 == 0) {
                CpioReader.read(stream, files);
                files.endArchive();
                isEmpty = false;
            } else if (read != 0) {
                throw new DamagedImageException("what is compressed there is no archive");
            }
        }
        if (isEmpty) {
            throw new DamagedImageException("what is compressed there is no archive");
        }
    }

    private static DamagedImageException at(long start, DamagedImageException cause) {
        return new DamagedImageException("in the part at byte " + start + ": " + cause.getMessage());
    }
}
