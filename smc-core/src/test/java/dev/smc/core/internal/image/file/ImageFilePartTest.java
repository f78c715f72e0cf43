package dev.smc.core.internal.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilePartTest {
    private static final int BLOCK = 1 << 16;

    @TempDir
    private Path directory;

    private Path file;

    /** Data, a hole of three blocks, and data. */
    @BeforeEach
    void makeFile() {
        file = directory.resolve("file");
        try (RawTarget target = RawTarget.create(file, 5 * BLOCK)) {
            target.write(0, ByteBuffer.allocate(BLOCK).put(0, (byte) 1));
            target.write(4 * BLOCK, ByteBuffer.allocate(BLOCK).put(0, (byte) 2));
        }
    }

    @Test
    void read_ofAPart_startsThere() {
        try (ImageFile part =
                ImageFile.open(file).part("file#x", 4 * BLOCK - 1, 10).part("file#x#y", 1, 9)) {
            ByteBuffer bytes = ByteBuffer.allocate(9);
            part.read(0, bytes);
            assertThat(bytes.get(0)).isEqualTo((byte) 2);
            assertThat(part.size()).isEqualTo(9);
            assertThat(part.location()).isEqualTo("file#x#y");
            assertThat(part.path()).isEqualTo(file);
        }
    }

    @Test
    void read_behindTheEndOfAPart_failsThoughTheFileGoesOn() {
        try (ImageFile part = ImageFile.open(file).part("file#x", BLOCK, BLOCK)) {
            assertThatThrownBy(() -> part.read(BLOCK - 1, ByteBuffer.allocate(2)))
                    .isInstanceOf(SourceReadException.class)
                    .hasMessageContaining("file#x ends at byte 65536, but must have at least 65537 bytes");
            assertThatThrownBy(() -> part.part("y", BLOCK, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void extents_ofAPart_countFromItsStart() {
        try (ImageFile part = ImageFile.open(file).part("file#x", BLOCK / 2, 4 * BLOCK)) {
            assertThat(part.extents(0, 4 * BLOCK))
                    .containsExactly(
                            Extent.data(0, BLOCK / 2),
                            Extent.zero(BLOCK / 2, 3 * BLOCK),
                            Extent.data(7 * BLOCK / 2, BLOCK / 2));
        }
    }

    @Test
    void sibling_ofAFile_isBesideItAndOfAPartIsRefused() {
        try (ImageFile whole = ImageFile.open(file)) {
            assertThat(whole.sibling("other")).isEqualTo(directory.resolve("other"));
            assertThatThrownBy(() -> whole.sibling("a\0b")).isInstanceOf(CorruptDiskException.class);
            assertThatThrownBy(() -> whole.part("file#x", 0, 1).sibling("other"))
                    .isInstanceOf(SourceReadException.class)
                    .hasMessageContaining("file#x needs the file 'other'");
        }
    }

    @Test
    void scratchFile_onceCreated_hasNoNameAndReadsAsItWasWritten() {
        Path scratch = directory.resolve("scratch");
        ImageFile reader;
        try (ScratchFile written = ScratchFile.create(scratch)) {
            assertThat(scratch).isEmptyDirectory();
            written.write(BLOCK, ByteBuffer.allocate(1).put(0, (byte) 7));
            reader = written.finish("a.gz", 3 * BLOCK);
        }
        try (reader) {
            ByteBuffer bytes = ByteBuffer.allocate(3 * BLOCK);
            reader.read(0, bytes);
            assertThat(bytes.get(BLOCK)).isEqualTo((byte) 7);
            assertThat(reader.location()).isEqualTo("a.gz");
            assertThat(reader.extents(0, BLOCK)).containsExactly(Extent.zero(0, BLOCK));
        }
    }
}
