package dev.smc.spi.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link BlockTarget} promises, as tests, with all that {@link BlockSource} does. To run them on a target, extend this class
 * and say how to create one and open it again.
 */
public abstract class BlockTargetContractTest extends BlockSourceContractTest {
    @TempDir
    private Path targetDirectory;

    /** Creates the suite. */
    protected BlockTargetContractTest() {}

    /**
     * Creates a target that reads as zeros.
     *
     * @param directory an empty directory, for files
     * @param size of the disk in bytes
     */
    protected abstract BlockTarget create(Path directory, long size) throws Exception;

    /** Opens the target again that was created in a directory and then closed. */
    protected abstract BlockTarget reopen(Path directory) throws Exception;

    @Override
    protected final BlockSource open(Path directory, byte[] content) throws Exception {
        BlockTarget target = create(directory, content.length);
        target.write(0, ByteBuffer.wrap(content));
        return target;
    }

    @Test
    void create_ofATarget_readsAsZeros() throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            assertThat(target.size()).isEqualTo(SIZE);
            assertThat(read(target)).isEqualTo(new byte[SIZE]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void write_ofPartOfABuffer_writesJustThatPart(boolean direct) throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            byte[] content = content(2);
            target.write(0, ByteBuffer.wrap(content));
            byte[] bytes = new byte[70_000];
            new SplittableRandom(3).nextBytes(bytes);
            ByteBuffer source = direct ? ByteBuffer.allocateDirect(bytes.length) : ByteBuffer.allocate(bytes.length);
            source.put(bytes).position(11).limit(69_000);
            target.write(65_531, source);
            assertThat(source.position()).isEqualTo(69_000);
            assertThat(source.limit()).isEqualTo(69_000);
            System.arraycopy(bytes, 11, content, 65_531, 69_000 - 11);
            assertThat(read(target)).isEqualTo(content);
            checkExtents(target, content, 0, SIZE);
        }
    }

    @Test
    void write_ofAReadOnlyBuffer_writesIt() throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            target.write(SIZE - 3L, ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer());
            assertThat(Arrays.copyOfRange(read(target), SIZE - 4, SIZE)).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void write_ofNothing_changesNothing() throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            target.write(0, ByteBuffer.allocate(0));
            target.write(SIZE, ByteBuffer.allocate(0));
            target.zero(SIZE, 0);
            assertThat(read(target)).isEqualTo(new byte[SIZE]);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "3147264, 1", "3147263, 2", "0, 3147265", "9223372036854775807, 1", "3147265, 0"})
    void writeAndZero_outsideTheDisk_areRefused(long offset, int length) throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            ByteBuffer source = ByteBuffer.allocate(length);
            assertThatThrownBy(() -> target.write(offset, source)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> target.zero(offset, length)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(target.size()).isEqualTo(SIZE);
            assertThat(read(target)).isEqualTo(new byte[SIZE]);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3147264", "0, 4096", "1, 5000", "65536, 65536", "1048577, 100000", "3147263, 1", "500, 0"})
    void zero_ofARange_zeroesJustThatRange(int offset, int length) throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            byte[] content = new byte[SIZE];
            new SplittableRandom(4).nextBytes(content);
            target.write(0, ByteBuffer.wrap(content));
            target.zero(offset, length);
            Arrays.fill(content, offset, offset + length, (byte) 0);
            assertThat(read(target)).isEqualTo(content);
            checkExtents(target, content, 0, SIZE);
        }
    }

    @Test
    void write_fromSeveralThreads_writesAll() throws Exception {
        byte[] content = content(5);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            int piece = 10_007;
            List<Future<?>> writes = new ArrayList<>();
            for (int offset = 0; offset < SIZE; offset += piece) {
                int start = offset;
                int length = Math.min(piece, SIZE - start);
                writes.add(executor.submit(() -> target.write(start, ByteBuffer.wrap(content, start, length))));
            }
            for (Future<?> write : writes) {
                write.get();
            }
            assertThat(read(target)).isEqualTo(content);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void reopen_afterForce_readsWhatWasWritten() throws Exception {
        byte[] content = content(6);
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            target.write(0, ByteBuffer.wrap(content));
            target.zero(0, 4096);
            target.force();
        }
        Arrays.fill(content, 0, 4096, (byte) 0);
        try (BlockTarget target = reopen(targetDirectory)) {
            assertThat(target.size()).isEqualTo(SIZE);
            assertThat(read(target)).isEqualTo(content);
            target.write(5, ByteBuffer.wrap(new byte[] {42}));
            content[5] = 42;
            assertThat(read(target)).isEqualTo(content);
        }
    }

    @Test
    void force_ofANewTarget_succeeds() throws Exception {
        try (BlockTarget target = create(targetDirectory, SIZE)) {
            target.force();
            target.force();
        }
    }

    private static byte[] read(BlockTarget target) {
        byte[] bytes = new byte[SIZE];
        target.read(0, ByteBuffer.wrap(bytes));
        return bytes;
    }
}
