package dev.smc.core.internal.guest.initramfs;

/**
 * The header of a file in an archive.
 *
 * @param name its path, without {@code /} or {@code ./} before it
 * @param file identifies it where it has several names
 * @param mode type and permissions, as {@code stat(2)} has them
 * @param links how many names it has
 * @param size of its content in bytes; of one with several names only where the content is, otherwise 0
 */
record CpioEntry(String name, String file, int mode, long links, long size) {
    static final int DIRECTORY = 0040000;
    static final int FILE = 0100000;
    static final int LINK = 0120000;
    private static final int TYPE = 0170000;
    private static final String TRAILER = "TRAILER!!!";

    boolean isTrailer() {
        return name.equals(TRAILER);
    }

    boolean is(int type) {
        return (mode & TYPE) == type;
    }
}
