package dev.smc.core.internal.filesystem;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.testkit.MemoryDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A small file system that a real mkfs made, in {@code filesystems}, to be damaged where it holds something. Whatever is done to
 * it, it is identified or counts as used in full; nothing is thrown.
 */
public final class DamagedFileSystem {
    private static final int SECTOR = 512;
    private static final int CHANGE = 5;

    private final byte[] original;
    private final byte[] bytes;
    private final int[] sectors;

    public DamagedFileSystem(String name) {
        try (InputStream stream = DamagedFileSystem.class.getResourceAsStream("/filesystems/" + name + ".img.gz")) {
            this.original = new GZIPInputStream(stream).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.bytes = original.clone();
        byte[] zeros = new byte[SECTOR];
        this.sectors = IntStream.range(0, bytes.length / SECTOR)
                .map(sector -> sector * SECTOR)
                .filter(at -> !Arrays.equals(bytes, at, at + SECTOR, zeros, 0, SECTOR))
                .toArray();
    }

    /** Returns the bytes, to be made right where a checksum would hide the damage. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Damages it, identifies it, and mends it.
     *
     * @param script what to do, in pieces of five bytes: which sector of those that are not all zeros, where in it, and the new value
     * @param seal is told of every change by its position
     */
    public void check(byte[] script, IntConsumer seal) {
        damaged(script, seal, DamagedFileSystem::identify);
    }

    /** Damages it, as {@link #check(byte[], IntConsumer)} does, passes it on, and mends it. */
    public void damaged(byte[] script, IntConsumer seal, Consumer<DiskRange> use) {
        ByteBuffer changes = ByteBuffer.wrap(script);
        int[] positions = new int[script.length / CHANGE];
        for (int i = 0; i < positions.length; i++) {
            int sector = sectors[Short.toUnsignedInt(changes.getShort()) % sectors.length];
            positions[i] = sector + Short.toUnsignedInt(changes.getShort()) % SECTOR;
            bytes[positions[i]] = changes.get();
        }
        Arrays.stream(positions).forEach(seal);
        use.accept(new DiskRange(new MemoryDisk(bytes), 0, bytes.length));
        System.arraycopy(original, 0, bytes, 0, bytes.length);
    }

    /** Damages it at random, and reads its files: that gives something, or says that it is corrupt. */
    public void checkFiles(long seed, int times, Function<DiskRange, Optional<FileTree>> open) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < times; i++) {
            byte[] script = new byte[random.nextInt(1, 4) * CHANGE];
            random.nextBytes(script);
            checkFiles(script, open);
        }
    }

    /** Damages it, as {@link #check(byte[], IntConsumer)} does, and reads its files. */
    public void checkFiles(byte[] script, Function<DiskRange, Optional<FileTree>> open) {
        damaged(script, position -> {}, range -> {
            try {
                open.apply(range).ifPresent(tree -> read(tree, tree.root(), 0));
            } catch (CorruptDiskException e) {
                if (!e.getMessage().contains("found")) {
                    throw e;
                }
            }
        });
    }

    private static void read(FileTree tree, FileTree.Node node, int depth) {
        tree.read(node, node.size() / 2, 3000);
        for (String name : tree.names(node, depth > 2 ? 0 : 50)) {
            tree.child(node, name).ifPresent(child -> read(tree, child, depth + 1));
        }
    }

    /** Damages it a number of times at random. */
    public void check(long seed, int times, IntConsumer seal) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < times; i++) {
            byte[] script = new byte[random.nextInt(1, 4) * CHANGE];
            random.nextBytes(script);
            if (random.nextBoolean()) {
                // The first sectors say most.
                script[0] = 0;
                script[1] = (byte) random.nextInt(4);
            }
            check(script, seal);
        }
    }

    private static void identify(DiskRange range) {
        FileSystem found = FileSystems.identify(range);
        if (found.allocation().isPresent() != found.reason().isEmpty()) {
            throw new AssertionError("a reason with a map, or none without: " + found);
        }
    }
}
