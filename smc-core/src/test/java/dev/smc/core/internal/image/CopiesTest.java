package dev.smc.core.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.DataScanner;
import dev.smc.core.internal.image.file.SparseCopy;
import dev.smc.core.internal.image.qcow2.Qcow2Writer;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopiesTest {
    enum Way {
        RAW,
        QCOW2;

        void copy(BlockSource source, Path to, CopyListener listener) {
            if (this == RAW) {
                SparseCopy.copy(source, to, listener);
            } else {
                Qcow2Writer.write(source, to, listener);
            }
        }
    }

    private static final int SIZE = (7 << 20) + 1000;

    @TempDir
    private Path directory;

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20; i++) {
            byte[] piece = new byte[random.nextInt(1, 100_000)];
            random.nextBytes(piece);
            System.arraycopy(piece, 0, content, random.nextInt(SIZE - piece.length), piece.length);
        }
        content[SIZE - 1] = 1;
        return content;
    }

    private static byte[] read(BlockSource source) {
        ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
        source.read(0, bytes);
        return bytes.array();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copy_ofADisk_readsAsTheDisk(Way way) throws Exception {
        Path to = Files.writeString(directory.resolve("copy"), "an old file of this name");
        List<Long> done = new ArrayList<>();
        way.copy(new MemoryDisk(content()), to, (doneBytes, total) -> {
            assertThat(total).isEqualTo(SIZE);
            done.add(doneBytes);
        });
        assertThat(done).isSorted().last().isEqualTo((long) SIZE);
        try (BlockSource copy = DiskImages.open(to)) {
            assertThat(read(copy)).isEqualTo(content());
        }
        assertThat(directory.toFile().list()).containsExactly("copy");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copy_ofZeros_takesHardlyAnySpace(Way way) {
        Path to = directory.resolve("copy");
        way.copy(new MemoryDisk(new byte[SIZE]), to, CopyListener.NONE);
        try (BlockSource copy = DiskImages.open(to)) {
            assertThat(read(copy)).isEqualTo(new byte[SIZE]);
            if (way == Way.QCOW2) {
                assertThat(copy.extents(0, SIZE)).containsExactly(Extent.zero(0, SIZE));
                assertThat(to.toFile().length()).isEqualTo(4 * 65536);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copy_ofAnEmptyDisk_isEmpty(Way way) {
        Path to = directory.resolve("copy");
        way.copy(new MemoryDisk(new byte[0]), to, CopyListener.NONE);
        try (BlockSource copy = DiskImages.open(to)) {
            assertThat(copy.size()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copy_thatTheListenerEnds_leavesNothingBehind(Way way) throws Exception {
        Path to = Files.writeString(directory.resolve("copy"), "old");
        InvalidStateException stop = new InvalidStateException(ErrorCode.STOPPED, "stopped", "");
        assertThatThrownBy(() -> way.copy(new MemoryDisk(content()), to, (done, total) -> {
                    throw stop;
                }))
                .isSameAs(stop);
        assertThat(directory.toFile().list()).containsExactly("copy");
        assertThat(to).hasContent("old");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copy_toADirectoryThatIsMissing_saysSo(Way way) {
        Path to = directory.resolve("missing/copy");
        assertThatThrownBy(() -> way.copy(new MemoryDisk(content()), to, CopyListener.NONE))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining(to.toString());
    }

    @Test
    void copy_ofAFile_takesItAsRaw() throws Exception {
        Path from = directory.resolve("from");
        Qcow2Writer.write(new MemoryDisk(content()), from, CopyListener.NONE);
        SparseCopy.copy(from, directory.resolve("to"), CopyListener.NONE);
        assertThat(Files.mismatch(from, directory.resolve("to"))).isEqualTo(-1);
    }

    /** Extents that end inside a block must not make blocks come twice, or in pieces. */
    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 65536})
    void scan_ofOddExtents_passesWholeBlocksOnce(int blockSize) {
        byte[] content = content();
        byte[] copied = new byte[SIZE];
        long[] next = {0};
        new DataScanner(new OddExtents(content), blockSize)
                .scan(
                        (offset, data) -> {
                            assertThat(offset % blockSize).isZero();
                            assertThat(offset).isGreaterThanOrEqualTo(next[0]);
                            next[0] = offset + data.remaining();
                            assertThat(next[0] % blockSize == 0 || next[0] == SIZE)
                                    .isTrue();
                            data.get(copied, (int) offset, data.remaining());
                        },
                        CopyListener.NONE);
        assertThat(copied).isEqualTo(content);
    }

    /** A disk whose extents end at any byte. */
    private static final class OddExtents implements BlockSource {
        private final MemoryDisk disk;
        private final byte[] content;

        OddExtents(byte[] content) {
            this.disk = new MemoryDisk(content);
            this.content = content;
        }

        @Override
        public String location() {
            return "odd";
        }

        @Override
        public String format() {
            return "odd";
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            disk.read(offset, target);
        }

        @Override
        public List<Extent> extents(long offset, long length) {
            List<Extent> extents = new ArrayList<>();
            int end = (int) (offset + length);
            for (int start = (int) offset; start < end; ) {
                int stop = start;
                while (stop < end && (content[stop] == 0) == (content[start] == 0)) {
                    stop++;
                }
                extents.add(content[start] == 0 ? Extent.zero(start, stop - start) : Extent.data(start, stop - start));
                start = stop;
            }
            return extents;
        }

        @Override
        public void close() {}
    }
}
