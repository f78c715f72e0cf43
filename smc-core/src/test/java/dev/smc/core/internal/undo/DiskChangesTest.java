package dev.smc.core.internal.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.testkit.MemoryTarget;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes changes and undoes them, also where the process dies between any two writes, and in the midst of one. */
class DiskChangesTest {
    private static final int SIZE = 64 << 10;
    private static final int CHANGES = 6;
    private static final int SECTOR = 512;

    @TempDir
    private Path directory;

    private byte[][] before = new byte[0][];
    private byte[][] after = new byte[0][];
    private Path journal = Path.of("");

    /** A disk of a process that dies at one of its writes, of which it makes the first half of the sectors. */
    private static final class DyingDisk extends MemoryTarget {
        private int left;

        DyingDisk(byte[] bytes, int writes) {
            super(bytes);
            left = writes;
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            if (left-- == 0) {
                int half = source.remaining() / SECTOR / 2 * SECTOR;
                super.write(offset, source.duplicate().limit(source.position() + half));
                throw new IllegalStateException("killed");
            }
            super.write(offset, source);
        }
    }

    @BeforeEach
    void write() {
        Random random = new Random(5);
        before = new byte[2][SIZE];
        Arrays.stream(before).forEach(random::nextBytes);
        after = new byte[][] {before[0].clone(), before[1].clone()};
        journal = directory.resolve("journal");
        try (JournalWriter writer =
                new JournalWriter(journal, List.of(new JournalDisk("first", SIZE), new JournalDisk("second", SIZE)))) {
            for (int i = 0; i < CHANGES; i++) {
                int disk = i % 2;
                int offset = i * 8 * SECTOR;
                byte[] bytes = new byte[4 * SECTOR + i];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, after[disk], offset, bytes.length);
                writer.add(disk, offset, ByteBuffer.wrap(before[disk], offset, bytes.length), ByteBuffer.wrap(bytes));
            }
            writer.commit();
        }
    }

    private static List<MemoryTarget> disks(byte[][] bytes) {
        return Arrays.stream(bytes).map(disk -> new MemoryTarget(disk.clone())).toList();
    }

    private static byte[][] bytes(List<MemoryTarget> disks) {
        return disks.stream().map(MemoryTarget::bytes).toArray(byte[][]::new);
    }

    @Test
    void apply_killedAtAnyWrite_isMadeOrUndoneByTheNextProcess() {
        try (UndoJournal changes = UndoJournal.open(journal)) {
            for (int writes = 0; writes < CHANGES / 2; writes++) {
                for (int dying = 0; dying < 2; dying++) {
                    byte[][] bytes = {before[0].clone(), before[1].clone()};
                    List<MemoryTarget> disks = dying == 0
                            ? List.of(new DyingDisk(bytes[0], writes), new MemoryTarget(bytes[1]))
                            : List.of(new MemoryTarget(bytes[0]), new DyingDisk(bytes[1], writes));
                    assertThatThrownBy(() -> DiskChanges.apply(changes, disks)).hasMessage("killed");
                    List<MemoryTarget> made = disks(bytes);
                    DiskChanges.apply(changes, made);
                    assertThat(bytes(made)).isDeepEqualTo(after);
                    List<MemoryTarget> undone = disks(bytes);
                    DiskChanges.undo(changes, undone);
                    assertThat(bytes(undone)).isDeepEqualTo(before);
                }
            }
        }
    }

    @Test
    void overlay_showsTheDiskAsItWillBe() {
        try (UndoJournal changes = UndoJournal.open(journal)) {
            for (int disk = 0; disk < 2; disk++) {
                OverlayDisk overlay = new OverlayDisk(new MemoryTarget(before[disk]), changes, disk);
                ByteBuffer all = ByteBuffer.allocate(SIZE);
                overlay.read(0, all);
                assertThat(all.array()).isEqualTo(after[disk]);
                for (int offset = 0; offset < SIZE - 777; offset += 777) {
                    ByteBuffer piece = ByteBuffer.allocate(777);
                    overlay.read(offset, piece);
                    assertThat(piece.array()).isEqualTo(Arrays.copyOfRange(after[disk], offset, offset + 777));
                }
            }
        }
    }

    @Test
    void undo_ofDisksThatWentOn_isRefusedAndWritesNothing() {
        try (UndoJournal changes = UndoJournal.open(journal)) {
            List<MemoryTarget> disks = disks(after);
            disks.get(1).bytes()[8 * SECTOR] ^= 1;
            assertThatThrownBy(() -> DiskChanges.undo(changes, disks))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("was changed by something else");
            assertThat(disks.get(0).bytesWritten() + disks.get(1).bytesWritten())
                    .isZero();
        }
    }

    @Test
    void apply_toOtherDisks_isRefused() {
        try (UndoJournal changes = UndoJournal.open(journal)) {
            assertThatThrownBy(() -> DiskChanges.apply(changes, List.of(new MemoryTarget(SIZE))))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("2 disks, 1 are given");
            assertThatThrownBy(() -> DiskChanges.apply(
                            changes, List.of(new MemoryTarget(SIZE), new MemoryTarget(SIZE - SECTOR))))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining(String.valueOf(SIZE - SECTOR));
        }
    }

    @Test
    void open_ofAJournalWithAnyByteChanged_isRefused() throws Exception {
        byte[] good = Files.readAllBytes(journal);
        Path bad = directory.resolve("bad");
        for (int at = 0; at < good.length; at += at < 600 ? 1 : 97) {
            byte[] bytes = good.clone();
            bytes[at] ^= 0x10;
            Files.write(bad, bytes);
            assertThatThrownBy(() -> UndoJournal.open(bad)).as("byte %d", at).isInstanceOf(CorruptDiskException.class);
            Files.write(bad, Arrays.copyOf(good, at));
            assertThatThrownBy(() -> UndoJournal.open(bad))
                    .as("cut at %d", at)
                    .isInstanceOf(CorruptDiskException.class);
        }
    }
}
