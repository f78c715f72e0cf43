package dev.smc.core.internal.center;

import java.security.SecureRandom;
import java.util.function.IntUnaryOperator;

/** Gives identifiers that nobody else has given. Thread-safe. */
final class Ids {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 12;

    private final IntUnaryOperator random;

    /**
     * Creates a source of identifiers.
     *
     * @param random returns a random number from 0 to below its argument
     */
    Ids(IntUnaryOperator random) {
        this.random = random;
    }

    static Ids random() {
        return new Ids(new SecureRandom()::nextInt);
    }

    /** Returns an identifier of 62 random bits behind a prefix. */
    String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.applyAsInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
