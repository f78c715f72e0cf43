package dev.smc.core.internal.cloud.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.ModelJson;
import dev.smc.core.internal.disk.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes descriptions of one format.
 *
 * @param name the file's name
 * @param format the format's name
 * @param type the description
 */
record DescriptionFile<D extends Description>(String name, String format, Class<D> type) {
    static final DescriptionFile<Description.Disk> DISK =
            new DescriptionFile<>("disk.json", "smc-local-disk", Description.Disk.class);
    static final DescriptionFile<Description.Snapshot> SNAPSHOT =
            new DescriptionFile<>("snapshot.json", "smc-local-snapshot", Description.Snapshot.class);
    static final DescriptionFile<Description.Manifest> IMAGE =
            new DescriptionFile<>("image.json", "smc-local-image", Description.Manifest.class);

    private static final int MAX_BYTES = 1 << 20;

    /** Returns a description as text. */
    String encode(D description) {
        return ModelJson.writeIndented(description) + "\n";
    }

    /** Returns the description of a resource, or says which file is damaged and how. */
    D read(Path resource, Kind kind) {
        Path file = resource.resolve(name);
        try {
            String text = readBounded(file);
            JsonNode json = ModelJson.read(text, JsonNode.class);
            checkHeader(file, json);
            D description = ModelJson.read(text, type);
            String id = resource.getFileName().toString();
            if (!kind.id(description.clientToken()).equals(id)) {
                throw damaged(
                        file, "is the description of " + kind.id(description.clientToken()) + ", not of " + id, null);
            }
            return description;
        } catch (InvalidSpecException e) {
            throw damaged(file, "is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw damaged(file, "cannot be read: " + IoReason.of(e), e);
        }
    }

    private static String readBounded(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > MAX_BYTES) {
                throw new IOException("has " + channel.size() + " bytes, more than " + MAX_BYTES);
            }
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private void checkHeader(Path file, JsonNode json) {
        String found = json.path("format").asText();
        if (!found.equals(format)) {
            throw damaged(file, "has the format '" + found + "', expected '" + format + "'", null);
        }
        int version = json.path("version").asInt();
        if (version > Description.VERSION) {
            throw new CloudException(
                    ErrorCode.STORE_UNUSABLE,
                    file + " has version " + version + " of " + format + ", this release reads up to "
                            + Description.VERSION,
                    "use the release that wrote it, or a later one");
        }
        if (version < 1) {
            throw damaged(file, "has version " + json.path("version") + ", expected 1 to " + Description.VERSION, null);
        }
    }

    private static CloudException damaged(Path file, String how, @Nullable Throwable cause) {
        return new CloudException(
                ErrorCode.STORE_UNUSABLE,
                file + " " + how,
                "restore it, or move " + file.getParent() + " out of the way",
                cause);
    }
}
