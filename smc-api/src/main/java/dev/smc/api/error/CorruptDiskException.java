package dev.smc.api.error;

/** A structure on a disk contradicts itself or its format. */
public class CorruptDiskException extends MigrationException {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final long offset;

    /**
     * Creates an exception.
     *
     * @param location the disk
     * @param offset where the structure lies, in bytes from the start of the file or disk
     * @param found what stands there, naming the structure
     * @param expected what would be right
     */
    public CorruptDiskException(String location, long offset, String found, String expected) {
        super(
                ErrorCode.DISK_CORRUPT,
                location + " is corrupt at byte " + offset + ": found " + found + ", expected " + expected,
                "repair or re-export the disk, then try again");
        this.location = location;
        this.offset = offset;
    }

    /** Returns the disk. */
    public String location() {
        return location;
    }

    /** Returns where the structure lies, in bytes from the start of the file or disk. */
    public long offset() {
        return offset;
    }
}
