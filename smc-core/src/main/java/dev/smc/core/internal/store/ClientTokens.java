package dev.smc.core.internal.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The tokens under which a cloud makes things once. */
final class ClientTokens {
    private ClientTokens() {}

    /**
     * Returns 64 characters that depend on what is made and nothing else. They do not depend on the epoch, so that an owner that
     * has lost the job and the one that has taken it over make one thing and not two.
     *
     * @param generation how many things filled the slot before and are gone
     */
    static String of(String jobId, Slot slot, int generation) {
        String text = String.join(
                "|",
                jobId,
                slot.type().name(),
                Integer.toString(slot.ordinal()),
                Integer.toString(slot.round()),
                Integer.toString(generation));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
