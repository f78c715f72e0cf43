import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Makes a day's changes to the files below a directory, the same ones for the same seed: {@code AgeTree DIRECTORY PERCENT SEED}. Most
 * of it is clumps of 4 KiB to 1 MiB rewritten in the middle of files with what other files hold; a tenth are new files.
 */
final class AgeTree {
    private static final int BLOCK = 4096;

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(args[2]));
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> Files.isRegularFile(file) && size(file) >= BLOCK).sorted().toList();
        }
        long bytes = files.stream().mapToLong(AgeTree::size).sum() / 100 * Integer.parseInt(args[1]);
        for (long left = bytes / 10 * 9; left > 0; ) {
            left -= rewrite(pick(files, random), pick(files, random), random);
        }
        Path fresh = Files.createDirectories(root.resolve("day-2"));
        int number = 0;
        for (long left = bytes / 10; left > 0; ) {
            Path copy = fresh.resolve("file-" + number++);
            Files.copy(pick(files, random), copy);
            rewrite(copy, pick(files, random), random);
            left -= size(copy);
        }
    }

    private static Path pick(List<Path> files, SplittableRandom random) {
        return files.get(random.nextInt(files.size()));
    }

    /** Rewrites a clump of blocks of a file; most are small. Returns how many bytes. */
    private static long rewrite(Path file, Path from, SplittableRandom random) throws IOException {
        int clump = BLOCK << random.nextInt(random.nextInt(9) + 1);
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(from));
        long blocks = size(file) / BLOCK;
        long at = random.nextLong(blocks) * BLOCK;
        content.limit((int) Math.min(Math.min(clump, content.limit()), size(file) - at));
        int length = content.remaining();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                at += channel.write(content, at);
            }
        }
        return length;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
