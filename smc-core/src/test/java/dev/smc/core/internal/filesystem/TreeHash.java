package dev.smc.core.internal.filesystem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A digest over all entries of a directory, with their names, kinds, and contents. */
public final class TreeHash {
    private TreeHash() {}

    public static String of(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> all =
                    walk.filter(path -> !path.endsWith("lost+found")).sorted().toList();
            for (Path path : all) {
                digest.update((root.relativize(path) + "\n").getBytes(StandardCharsets.UTF_8));
                if (Files.isSymbolicLink(path)) {
                    digest.update(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
                } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    digest.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
                }
            }
            return all.size() + " entries " + HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
