package dev.smc.core.internal.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Makes, checks and reads file systems of every kind with the programs that know them best. */
public final class FileSystemKit {
    private static final int FILES = 25;
    private static final int LONGEST = 60_000;

    private FileSystemKit() {}

    /** Makes a file system in a new file, with options of its mkfs, and some files. */
    public static Path make(Path file, String content, long size, String... options) throws Exception {
        try (RandomAccessFile created = new RandomAccessFile(file.toFile(), "rw")) {
            created.setLength(size);
        }
        List<String> command = switch (content) {
            case "ext2", "ext3", "ext4" -> List.of("mkfs." + content, "-q", "-F");
            case "xfs" -> List.of("mkfs.xfs", "-q", "-f");
            case "btrfs" -> List.of("mkfs.btrfs", "-q", "-f");
            case "ntfs" -> List.of("mkntfs", "-q", "-F", "-f", "-s", "512", "-p", "0", "-H", "0", "-S", "0");
            case "vfat" -> List.of("mkfs.fat");
            case "exfat" -> List.of("mkfs.exfat");
            case "swap" -> List.of("mkswap");
            default -> throw new IllegalArgumentException(content);
        };
        String[] all = Stream.of(command.stream(), Arrays.stream(options), Stream.of(file.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new);
        Programs.run(all);
        return file;
    }

    /** Fills a directory with files that a seed tells. */
    public static void fill(Path root, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[random.nextInt(LONGEST)];
            random.nextBytes(bytes);
            Path directory = Files.createDirectories(root.resolve("d" + random.nextInt(4)));
            Files.write(directory.resolve("file-" + i), bytes);
        }
    }

    /** Fills a file system that is in a file. */
    public static void fillIn(Path file, String content, Path work, long seed) throws Exception {
        Path directory = Files.createDirectories(work);
        if (content.equals("vfat")) {
            fill(directory, seed);
            try (Stream<Path> entries = Files.list(directory)) {
                for (Path entry : entries.toList()) {
                    Programs.run("mcopy", "-s", "-i", file.toString(), entry.toString(), "::/");
                }
            }
        } else if (!content.equals("swap")) {
            try (Mounted mounted = Mounted.of(file, content, directory)) {
                fill(mounted.directory(), seed);
            }
        }
    }

    /** Checks a file system with its own checker, which must find nothing. */
    public static void check(Path file, String content) throws Exception {
        String name = file.toString();
        switch (content) {
            case "ext2", "ext3", "ext4" -> Programs.run("e2fsck", "-f", "-n", name);
            case "xfs" -> Programs.run("xfs_repair", "-n", name);
            case "btrfs" -> Programs.run("btrfs", "check", "--check-data-csum", name);
            case "ntfs" -> Programs.run("ntfsfix", "-n", name);
            case "vfat" -> Programs.run("fsck.fat", "-n", name);
            case "exfat" -> Programs.run("fsck.exfat", "-n", name);
            case "swap" ->
                assertThat(Programs.run("blkid", "-p", "-o", "value", "-s", "TYPE", name))
                        .contains("swap");
            default -> throw new IllegalArgumentException(content);
        }
    }

    /** Returns the hash of all files; mounting may change the file. */
    public static String treeHash(Path file, String content, Path work) throws Exception {
        Path directory = Files.createDirectories(work);
        if (content.equals("vfat")) {
            Programs.run("mcopy", "-s", "-i", file.toString(), "::*", directory.toString());
            return TreeHash.of(directory);
        }
        if (content.equals("swap")) {
            return Programs.run("blkid", "-p", "-o", "value", "-s", "UUID", file.toString());
        }
        try (Mounted mounted = Mounted.of(file, content, directory)) {
            return TreeHash.of(mounted.directory());
        }
    }

    /** Returns how many bytes a file system spans by its own account. */
    public static long size(Path file, String content) throws Exception {
        String name = file.toString();
        return switch (content) {
            case "ext2", "ext3", "ext4" -> {
                String said = Programs.run("dumpe2fs", "-h", name);
                yield number(said, "Block count:\\s+(\\d+)") * number(said, "Block size:\\s+(\\d+)");
            }
            case "xfs" -> {
                String said = Programs.run("xfs_db", "-r", "-c", "sb 0", "-c", "p dblocks blocksize", name);
                yield number(said, "dblocks = (\\d+)") * number(said, "blocksize = (\\d+)");
            }
            case "ntfs" -> number(Programs.run("ntfsresize", "-i", "-f", "-P", name), "Current volume size: (\\d+)");
            default -> throw new IllegalArgumentException(content);
        };
    }

    private static long number(String text, String pattern) {
        java.util.regex.Matcher matcher =
                java.util.regex.Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
