package dev.smc.core.internal.guest.boot;

/** GRUB's environment block: lines, and {@code #} to its length of 1,024 bytes, which GRUB writes in place. */
final class GrubEnvironment {
    private static final int LENGTH = 1024;

    private GrubEnvironment() {}

    /** Returns an environment block of the right length again, if its lines fit in it. */
    static String padded(String text) {
        String lines = text.replaceAll("#+$", "");
        return lines.length() <= LENGTH ? lines + "#".repeat(LENGTH - lines.length()) : text;
    }
}
