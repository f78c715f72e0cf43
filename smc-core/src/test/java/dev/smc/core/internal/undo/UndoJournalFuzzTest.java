package dev.smc.core.internal.undo;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.CorruptDiskException;
import dev.smc.testkit.MemoryTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Whatever a journal holds, it is refused, or stays within the disks that it names. */
class UndoJournalFuzzTest {
    @FuzzTest
    void open_ofAnyBytes_isRefusedOrStaysWithinItsDisks(byte[] content) throws Exception {
        Path file = Files.createTempFile("journal", null);
        try {
            open(file, content);
            open(file, withPreamble(content));
        } finally {
            Files.delete(file);
        }
    }

    /** What the checksum keeps out is let in, to see what is behind it. */
    private static byte[] withPreamble(byte[] content) {
        byte[] json = "{\"disks\":[{\"location\":\"d\",\"sizeBytes\":65536}]}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(JournalFormat.PREAMBLE + json.length + 4 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(JournalFormat.MAGIC)
                .putInt(JournalFormat.VERSION)
                .putInt(json.length)
                .put(json);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().flip());
        return bytes.putInt((int) checksum.getValue()).put(content).array();
    }

    private static void open(Path file, byte[] content) throws Exception {
        Files.write(file, content);
        try (UndoJournal journal = UndoJournal.open(file)) {
            for (UndoJournal.Change change : journal.changes()) {
                assertThat(change.end())
                        .isLessThanOrEqualTo(journal.disks().get(change.disk()).sizeBytes());
                journal.after(change);
            }
            if (!journal.disks().isEmpty()) {
                OverlayDisk overlay = new OverlayDisk(new MemoryTarget(65536), journal, 0);
                overlay.extents(0, 65536);
            }
        } catch (CorruptDiskException e) {
            assertThat(e.remedy()).isNotBlank();
        }
    }
}
