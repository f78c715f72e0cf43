package dev.smc.core.internal.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ages a file system as long use does: thousands of files are created, written again, made longer and shorter, renamed and deleted
 * at random, so that what is free lies between what is not.
 */
public final class Aging {
    /** How many changes are made to each file system; {@code -Dsmc.agingOperations=5000} for ten times as many. */
    public static final int OPERATIONS = Integer.getInteger("smc.agingOperations", 500);

    private static final int DIRECTORIES = 12;
    private static final int LONGEST = 400_000;

    private final Path root;
    private final SplittableRandom random;
    private final long budget;
    private final int cluster;
    private final List<Path> files = new ArrayList<>();
    private long written;
    private int names;

    private Aging(Path root, long seed, long budget, int cluster) {
        this.root = root;
        this.random = new SplittableRandom(seed);
        this.budget = budget;
        this.cluster = cluster;
    }

    /**
     * Ages what is mounted at a directory.
     *
     * @param budget how many bytes all files may take together, about
     * @param cluster of how many bytes a file takes whole ones
     */
    public static void age(Path root, long seed, long budget, int cluster) throws IOException {
        Aging aging = new Aging(root, seed, budget, cluster);
        for (int i = 0; i < DIRECTORIES; i++) {
            Files.createDirectories(root.resolve("d" + i));
        }
        for (int i = 0; i < OPERATIONS; i++) {
            aging.change();
        }
    }

    private void change() throws IOException {
        int kind = random.nextInt(100);
        if (files.size() < 8 || (kind < 45 && written < budget)) {
            create();
            return;
        }
        int index = random.nextInt(files.size());
        Path file = files.get(index);
        long size = taken(file);
        if (kind < 70 || written >= budget) {
            Files.delete(file);
            files.set(index, files.get(files.size() - 1));
            files.remove(files.size() - 1);
            written -= size;
        } else if (kind < 80) {
            write(file, random.nextLong(size + 1), random.nextInt(1, 50_000));
            written += taken(file) - size;
        } else if (kind < 90) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(random.nextLong(size + 1));
            }
            written += taken(file) - size;
        } else {
            Path to = name();
            Files.move(file, to);
            files.set(index, to);
        }
    }

    private void create() throws IOException {
        Path file = name();
        // Most files are small, some are large.
        int length = random.nextInt(1 + (random.nextInt(6) == 0 ? LONGEST : LONGEST / 40));
        Files.createFile(file);
        write(file, 0, length);
        files.add(file);
        written += taken(file);
    }

    private long taken(Path file) throws IOException {
        return (Files.size(file) + cluster - 1) / cluster * cluster;
    }

    private Path name() {
        String name = "file-" + names++ + "-" + "x".repeat(random.nextInt(60));
        return root.resolve("d" + random.nextInt(DIRECTORIES)).resolve(name);
    }

    private void write(Path file, long offset, int length) throws IOException {
        byte[] content = new byte[length];
        random.nextBytes(content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content), offset);
        }
    }
}
