package dev.smc.core.internal.image.archive;

/**
 * A disk of an appliance.
 *
 * @param id by which the descriptor names it
 * @param file that holds it, as written; empty if the disk is blank
 * @param blankSize of a blank disk in bytes
 */
record OvfDisk(String id, String file, long blankSize) {
    boolean isBlank() {
        return file.isEmpty();
    }

    /** Returns by what name it is chosen. */
    String name() {
        return isBlank() ? id : file;
    }
}
