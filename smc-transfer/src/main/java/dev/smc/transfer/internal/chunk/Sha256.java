package dev.smc.transfer.internal.chunk;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 without its checked exceptions: every Java runtime has it. */
final class Sha256 {
    /** Bytes of a digest. */
    static final int LENGTH = 32;

    private Sha256() {}

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
