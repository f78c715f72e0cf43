package dev.smc.core.internal.undo;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.ModelJson;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Changes of disks: of each the bytes before and after. Checked as a whole when it is opened, so that nothing is written by a
 * journal that is damaged. Thread-safe.
 */
public final class UndoJournal implements AutoCloseable {
    private final ImageFile file;
    private final List<JournalDisk> disks;
    private final List<Change> changes;

    /**
     * A change.
     *
     * @param disk its number
     * @param offset where on the disk
     * @param length how many bytes
     * @param position where in the journal the bytes before stand; those after follow
     */
    record Change(int disk, long offset, int length, long position) {
        long end() {
            return offset + length;
        }
    }

    private UndoJournal(ImageFile file, List<JournalDisk> disks, List<Change> changes) {
        this.file = file;
        this.disks = disks;
        this.changes = changes;
    }

    /**
     * Opens a journal.
     *
     * @throws CorruptDiskException if it is none, or damaged
     * @throws InvalidSpecException if there is no such file
     * @throws dev.smc.api.error.SourceReadException if it cannot be read
     */
    public static UndoJournal open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new InvalidSpecException(
                    "journal",
                    path + (Files.exists(path) ? " is no file" : " does not exist") + "; name an undo journal");
        }
        ImageFile file = ImageFile.open(path);
        try {
            ByteBuffer preamble = read(file, 0, JournalFormat.PREAMBLE);
            check(file, 0, preamble.getLong() == JournalFormat.MAGIC, "another kind of file", "an undo journal");
            int version = preamble.getInt();
            check(file, 8, version == JournalFormat.VERSION, "version " + version, "version " + JournalFormat.VERSION);
            int length = preamble.getInt();
            check(
                    file,
                    12,
                    length >= 0 && length <= JournalFormat.LONGEST_DESCRIPTION,
                    "a description of " + length + " bytes",
                    "one of at most " + JournalFormat.LONGEST_DESCRIPTION);
            List<JournalDisk> disks = disks(file, length);
            return new UndoJournal(
                    file, disks, changes(file, disks, JournalFormat.PREAMBLE + length + JournalFormat.CHECKSUM));
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static List<JournalDisk> disks(ImageFile file, int length) {
        ByteBuffer bytes = sealed(file, 0, JournalFormat.PREAMBLE + length);
        byte[] json = new byte[length];
        bytes.position(JournalFormat.PREAMBLE).get(json);
        try {
            List<JournalDisk> disks = ModelJson.read(new String(json, StandardCharsets.UTF_8), JournalHeader.class)
                    .disks();
            check(file, JournalFormat.PREAMBLE, disks != null && !disks.contains(null), "no disks", "a list of disks");
            return List.copyOf(disks);
        } catch (InvalidSpecException e) {
            throw corrupt(file, JournalFormat.PREAMBLE, String.valueOf(e.getMessage()), "a description");
        }
    }

    private static List<Change> changes(ImageFile file, List<JournalDisk> disks, long start) {
        List<Change> changes = new ArrayList<>();
        long position = start;
        while (true) {
            ByteBuffer header = read(file, position, JournalFormat.RECORD_HEADER);
            int disk = header.getInt();
            int length = header.getInt();
            long offset = header.getLong();
            if (disk == JournalFormat.END) {
                sealed(file, position, JournalFormat.RECORD_HEADER);
                check(file, position, offset == changes.size(), offset + " changes", String.valueOf(changes.size()));
                return List.copyOf(changes);
            }
            check(file, position, disk >= 0 && disk < disks.size(), "disk " + disk, "one of " + disks.size());
            check(
                    file,
                    position,
                    length > 0 && length <= JournalFormat.LONGEST,
                    length + " bytes",
                    "1 to " + JournalFormat.LONGEST);
            long size = disks.get(disk).sizeBytes();
            check(file, position, offset >= 0 && offset <= size - length, "offset " + offset, "one within " + size);
            sealed(file, position, JournalFormat.RECORD_HEADER + 2 * length);
            changes.add(new Change(disk, offset, length, position + JournalFormat.RECORD_HEADER));
            position += JournalFormat.RECORD_HEADER + 2L * length + JournalFormat.CHECKSUM;
        }
    }

    /** Returns bytes whose checksum, which stands behind them, is right. */
    private static ByteBuffer sealed(ImageFile file, long position, int length) {
        ByteBuffer bytes = read(file, position, length + JournalFormat.CHECKSUM);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(0, length));
        check(
                file,
                position,
                bytes.getInt(length) == (int) checksum.getValue(),
                "a wrong checksum",
                "the checksum of " + length + " bytes");
        return bytes;
    }

    private static ByteBuffer read(ImageFile file, long position, int length) {
        check(file, position, position <= file.size() - length, "the end of the file", length + " more bytes");
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(position, bytes);
        return bytes.flip();
    }

    private static void check(ImageFile file, long position, boolean right, String found, String expected) {
        if (!right) {
            throw corrupt(file, position, found, expected);
        }
    }

    private static CorruptDiskException corrupt(ImageFile file, long position, String found, String expected) {
        return new CorruptDiskException(file.location(), position, found, expected);
    }

    /** Returns the disks that the changes are of. */
    public List<JournalDisk> disks() {
        return disks;
    }

    List<Change> changes() {
        return changes;
    }

    /** Returns how many bytes of all disks are changed. */
    public long changedBytes() {
        return changes.stream().mapToLong(Change::length).sum();
    }

    /** Fills {@code target} with what is to be at a disk from some bytes of a change on. */
    void readAfter(Change change, int from, ByteBuffer target) {
        file.read(change.position() + change.length() + from, target);
    }

    ByteBuffer before(Change change) {
        return read(file, change.position(), change.length());
    }

    ByteBuffer after(Change change) {
        return read(file, change.position() + change.length(), change.length());
    }

    @Override
    public void close() {
        file.close();
    }
}
