import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a disk with its image: blocks that {@code dumpe2fs} calls free must read as zeros, all others must be equal.
 *
 * <p>Usage: {@code java CompareDisks.java SOURCE IMAGE PARTITION_OFFSET DUMPE2FS_OUTPUT}
 */
class CompareDisks {
    private static final int BUFFER = 1 << 20;

    record Range(long from, long to) {}

    public static void main(String[] args) throws IOException {
        long offset = Long.parseLong(args[2]);
        List<Range> free = free(Files.readString(Path.of(args[3])), offset);
        try (FileChannel source = FileChannel.open(Path.of(args[0]));
                FileChannel image = FileChannel.open(Path.of(args[1]))) {
            if (source.size() != image.size()) {
                fail("sizes differ: " + source.size() + " and " + image.size());
            }
            long position = 0;
            long freeBytes = 0;
            for (Range range : free) {
                compare(source, image, position, range.from(), false);
                compare(source, image, range.from(), range.to(), true);
                freeBytes += range.to() - range.from();
                position = range.to();
            }
            compare(source, image, position, source.size(), false);
            System.out.println("equal: " + (source.size() - freeBytes) + " bytes used, " + freeBytes + " bytes free and zero");
        }
    }

    private static List<Range> free(String dump, long offset) {
        Matcher size = Pattern.compile("Block size:\\s+(\\d+)").matcher(dump);
        if (!size.find()) {
            fail("no block size in the dumpe2fs output");
        }
        long block = Long.parseLong(size.group(1));
        List<Range> ranges = new ArrayList<>();
        Matcher line = Pattern.compile("(?m)^\\s+Free blocks: (.*)$").matcher(dump);
        while (line.find()) {
            for (String part : line.group(1).split(",")) {
                if (!part.isBlank()) {
                    String[] ends = part.trim().split("-");
                    long first = Long.parseLong(ends[0]);
                    long last = Long.parseLong(ends[ends.length - 1]);
                    ranges.add(new Range(offset + first * block, offset + (last + 1) * block));
                }
            }
        }
        return ranges;
    }

    private static void compare(FileChannel source, FileChannel image, long from, long to, boolean zero)
            throws IOException {
        ByteBuffer a = ByteBuffer.allocateDirect(BUFFER);
        ByteBuffer b = ByteBuffer.allocateDirect(BUFFER);
        ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER);
        for (long position = from; position < to; ) {
            int length = (int) Math.min(BUFFER, to - position);
            read(image, b.clear().limit(length), position);
            ByteBuffer expected = zero ? zeros.clear().limit(length) : a.clear().limit(length);
            if (!zero) {
                read(source, expected, position);
            }
            int mismatch = b.flip().mismatch(zero ? expected : expected.flip());
            if (mismatch >= 0) {
                fail((zero ? "a free block is not zero" : "image and source differ") + " at byte " + (position + mismatch));
            }
            position += length;
        }
    }

    private static void read(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, position);
            if (n < 0) {
                fail("end of file at byte " + position);
            }
            position += n;
        }
    }

    private static void fail(String message) {
        System.err.println("FAILED: " + message);
        System.exit(1);
    }
}
