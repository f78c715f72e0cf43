package dev.smc.core.internal.undo;

import dev.smc.api.model.ModelJson;
import dev.smc.core.internal.image.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes a journal, which is there when it is complete and on stable storage, or not at all. Not thread-safe. */
public final class JournalWriter implements AutoCloseable {
    private final AtomicFile file;
    private final ByteBuffer record = ByteBuffer.allocate(
                    JournalFormat.RECORD_HEADER + 2 * JournalFormat.LONGEST + JournalFormat.CHECKSUM)
            .order(ByteOrder.LITTLE_ENDIAN);
    private long position;
    private long records;

    /**
     * Creates a journal.
     *
     * @param path where it is to be; replaced if it exists
     * @param disks that the changes are of
     */
    public JournalWriter(Path path, List<JournalDisk> disks) {
        file = AtomicFile.create(path, 0);
        byte[] header = ModelJson.write(new JournalHeader(disks)).getBytes(StandardCharsets.UTF_8);
        record.clear()
                .putLong(JournalFormat.MAGIC)
                .putInt(JournalFormat.VERSION)
                .putInt(header.length)
                .put(header);
        seal();
    }

    /**
     * Adds a change.
     *
     * @param disk its number
     * @param offset where on the disk
     * @param before what is there, from position to limit; at most 1 MiB
     * @param after what is to be there; as long
     */
    public void add(int disk, long offset, ByteBuffer before, ByteBuffer after) {
        if (before.remaining() != after.remaining()) {
            throw new IllegalArgumentException(before.remaining() + " bytes before, " + after.remaining() + " after");
        }
        record.clear()
                .putInt(disk)
                .putInt(before.remaining())
                .putLong(offset)
                .put(before.duplicate())
                .put(after.duplicate());
        seal();
        records++;
    }

    private void seal() {
        CRC32C checksum = new CRC32C();
        checksum.update(record.duplicate().flip());
        record.putInt((int) checksum.getValue()).flip();
        int length = record.remaining();
        file.write(position, record);
        position += length;
    }

    /** Ends the journal: returns when it has its name, for good. */
    public void commit() {
        record.clear().putInt(JournalFormat.END).putInt(0).putLong(records);
        seal();
        file.commit();
    }

    /** Closes the file; removes it if it was not committed. */
    @Override
    public void close() {
        file.close();
    }
}
