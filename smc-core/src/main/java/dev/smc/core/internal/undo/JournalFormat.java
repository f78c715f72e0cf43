package dev.smc.core.internal.undo;

/** The bytes of a journal; {@code docs/formats/undo.md}. All numbers are little-endian. */
final class JournalFormat {
    static final long MAGIC = 0x4c4e524a4f444e55L; // "UNDOJRNL"
    static final int VERSION = 1;
    /** Magic, version and length of the description. */
    static final int PREAMBLE = 16;
    /** Disk, length and offset. */
    static final int RECORD_HEADER = 16;

    static final int CHECKSUM = 4;
    /** The disk of the record that ends the journal. */
    static final int END = -1;
    /** The most bytes of a disk that one record holds. */
    static final int LONGEST = 1 << 20;

    static final int LONGEST_DESCRIPTION = 1 << 16;

    private JournalFormat() {}
}
