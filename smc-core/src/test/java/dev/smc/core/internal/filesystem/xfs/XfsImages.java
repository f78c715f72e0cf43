package dev.smc.core.internal.filesystem.xfs;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes XFS in files with xfsprogs. */
final class XfsImages {
    private XfsImages() {}

    /** Makes a file system; it may be smaller than those that mkfs takes for useful. */
    static Path make(Path image, long size, String options) throws Exception {
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        List<String> command = new ArrayList<>(List.of("mkfs.xfs", "--unsupported", "-q", "-f"));
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" ", -1)));
        }
        command.add(image.toString());
        Programs.run(0, command, "");
        return image;
    }

    /**
     * Makes a file system with free space in many pieces, of a kind that the kernel need not know: of the files that mkfs put into it,
     * every other is damaged, and xfs_repair takes it away.
     */
    static Path makeFragmented(Path directory, long size, String options, int files, int length) throws Exception {
        Path content = Files.write(directory.resolve("content"), content(length));
        StringBuilder prototype = new StringBuilder("/\n0 0\nd--755 0 0\n");
        for (int i = 0; i < files; i++) {
            prototype
                    .append("file")
                    .append(i)
                    .append(" ---644 0 0 ")
                    .append(content)
                    .append('\n');
        }
        Path list = Files.writeString(directory.resolve("prototype"), prototype + "$\n$\n");
        Path image = make(directory.resolve("fs.img"), size, (options + " -p " + list).strip());
        List<String> damage = new ArrayList<>(List.of("xfs_db", "-x"));
        for (int i = 0; i < files; i += 2) {
            damage.addAll(List.of("-c", "path /file" + i, "-c", "write -d core.mode 0"));
        }
        damage.add(image.toString());
        Programs.run(0, damage, "");
        repair(image);
        return image;
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 31);
        }
        return content;
    }

    private static void repair(Path image) throws IOException, InterruptedException {
        Programs.run("xfs_repair", image.toString());
        Programs.run("xfs_repair", "-n", image.toString());
    }
}
