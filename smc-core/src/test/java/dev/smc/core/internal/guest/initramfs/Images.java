package dev.smc.core.internal.guest.initramfs;

import dev.smc.testkit.Programs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Makes and unpacks images with the programs that distributions use for that. */
final class Images {
    static final String RELEASE = "6.1.0-1-test";

    private Images() {}

    /** Writes files, and links where the text starts with {@code ->}. */
    static void write(Path directory, Map<String, String> files) throws Exception {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            if (file.getValue().startsWith("->")) {
                Files.createSymbolicLink(path, Path.of(file.getValue().substring(2)));
            } else {
                Files.writeString(path, file.getValue(), StandardCharsets.ISO_8859_1);
            }
        }
    }

    /** Returns the archive that cpio makes of a directory. */
    static byte[] cpio(Path directory) throws Exception {
        Path archive = Files.createTempFile("image", ".cpio");
        try {
            shell("cd '" + directory + "' && find . | LC_ALL=C sort | cpio --quiet -o -H newc > '" + archive + "'");
            return Files.readAllBytes(archive);
        } finally {
            Files.delete(archive);
        }
    }

    /** Returns what a program, such as {@code gzip -9}, makes of bytes. */
    static byte[] through(String command, byte[] bytes) throws Exception {
        Path in = Files.createTempFile("image", ".in");
        Path out = Files.createTempFile("image", ".out");
        try {
            Files.write(in, bytes);
            shell(command + " < '" + in + "' > '" + out + "'");
            return Files.readAllBytes(out);
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    /** Unpacks archives, one behind the other with zeros between, over each other, as Linux does; fails if cpio finds fault. */
    static void unpack(byte[] archives, Path directory) throws Exception {
        Files.createDirectories(directory);
        Path file = Files.createTempFile("image", ".cpio");
        try {
            Files.write(file, archives);
            // Each run of cpio ends with the block of 512 bytes in which its archive ends.
            shell("cd '" + directory + "' && exec < '" + file + "' && while cpio --quiet -idmu 2> '" + file
                    + ".err'; do :; done; grep -v 'premature end' '" + file + ".err' && exit 1; rm '" + file + ".err'");
        } finally {
            Files.delete(file);
        }
    }

    static void shell(String script) throws Exception {
        Programs.run("sh", "-c", script);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Returns an image with its new end. */
    static byte[] with(InitramfsAddition.Tail tail, byte[] image) {
        byte[] bytes = new byte[tail.bytes().remaining()];
        tail.bytes().duplicate().get(bytes);
        return joined(Arrays.copyOf(image, (int) tail.keep()), bytes);
    }
}
