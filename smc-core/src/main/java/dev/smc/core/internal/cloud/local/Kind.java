package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A kind of resource.
 *
 * @param type what it is
 * @param prefix what its identifiers start with
 */
record Kind(ResourceType type, String prefix) {
    static final Kind DISK = new Kind(ResourceType.DISK, "d-");
    static final Kind SNAPSHOT = new Kind(ResourceType.SNAPSHOT, "s-");
    static final Kind IMAGE = new Kind(ResourceType.IMAGE, "m-");
    static final Kind INSTANCE = new Kind(ResourceType.INSTANCE, "i-");

    private static final int DIGITS = 20;
    private static final Pattern ID = Pattern.compile("[dsmi]-[0-9a-f]{" + DIGITS + "}");

    /** Returns the identifier of what is made under a token: the same at all times and in every process. */
    String id(String clientToken) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(clientToken.getBytes(StandardCharsets.UTF_8));
            return prefix + HexFormat.of().formatHex(digest, 0, DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns an identifier that is safe to use in a path, or refuses it. */
    String check(String id) {
        if (!isId(id)) {
            throw new CloudException(
                    ErrorCode.NOT_FOUND,
                    "'" + id + "' is no " + name() + " of the local cloud",
                    "give an identifier like " + prefix + "0123456789abcdef0123");
        }
        return id;
    }

    /** Returns whether a text is an identifier of this kind. */
    boolean isId(String text) {
        return text.startsWith(prefix) && ID.matcher(text).matches();
    }

    /** Returns the name of the kind, for messages. */
    String name() {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
