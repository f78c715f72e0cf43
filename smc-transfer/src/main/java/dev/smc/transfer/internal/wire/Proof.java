package dev.smc.transfer.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shows that a side knows the session's secret: HMAC-SHA256 over fresh nonces and what it says. */
final class Proof {
    /** Bytes of a proof, of a nonce, and of the secret. */
    static final int LENGTH = 32;

    static final String SENDER = "smc sender";
    static final String RECEIVER = "smc receiver";

    private Proof() {}

    /** Returns the proof of a role over the parts. */
    static byte[] of(byte[] secret, String role, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(role.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA256", e);
        }
    }

    /** Returns whether two proofs are equal, in constant time. */
    static boolean matches(byte[] expected, byte[] found) {
        return MessageDigest.isEqual(expected, found);
    }

    /** Returns the bytes from the buffer's start up to {@code end}. */
    static byte[] prefix(ByteBuffer payload, int end) {
        byte[] bytes = new byte[end];
        payload.get(0, bytes);
        return bytes;
    }
}
