package dev.smc.spi.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link BlockSource} promises, as tests. To run them on a source, extend this class and say how to open one. */
public abstract class BlockSourceContractTest {
    /** The size of the disk that is used: no multiple of anything but a sector. */
    protected static final int SIZE = (3 << 20) + 3 * 512;

    private static final int KIB = 1024;
    private static final byte GUARD = 0x5a;

    @TempDir
    private Path directory;

    private byte[] content;
    private BlockSource source;

    /** Creates the suite. */
    protected BlockSourceContractTest() {}

    /**
     * Opens a source that reads as {@code content}.
     *
     * @param directory an empty directory, for files
     * @param content of the disk, with data and long runs of zeros
     */
    protected abstract BlockSource open(Path directory, byte[] content) throws Exception;

    /** Returns a disk of {@link #SIZE} bytes with data and zeros in turn. */
    protected static byte[] content(long seed) {
        byte[] content = new byte[SIZE];
        fill(content, 0, 64 * KIB, seed);
        fill(content, 1024 * KIB, 200 * KIB + 1, seed + 1);
        fill(content, 2048 * KIB - 1, 2, seed + 2);
        fill(content, SIZE - 512, 512, seed + 3);
        return content;
    }

    private static void fill(byte[] content, int offset, int length, long seed) {
        byte[] random = new byte[length];
        new SplittableRandom(seed).nextBytes(random);
        System.arraycopy(random, 0, content, offset, length);
    }

    @BeforeEach
    void openSource() throws Exception {
        content = content(1);
        source = open(directory, content);
    }

    @AfterEach
    void closeSource() {
        source.close();
    }

    @Test
    void properties_ofAnOpenSource_describeTheDisk() {
        assertThat(source.location()).isNotBlank();
        assertThat(source.format()).isNotBlank().isEqualTo(source.format().toLowerCase(Locale.ROOT));
        assertThat(source.size()).isEqualTo(SIZE);
        assertThat(source.sectorSize()).isIn(512, 4096);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void read_ofTheWholeDisk_givesItsContent(boolean direct) {
        ByteBuffer target = direct ? ByteBuffer.allocateDirect(SIZE) : ByteBuffer.allocate(SIZE);
        source.read(0, target);
        assertThat(target.hasRemaining()).isFalse();
        assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(content));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 511",
        "511, 2",
        "65535, 2",
        "65537, 4099",
        "1048575, 131073",
        "3147263, 1",
        "0, 0",
        "3147264, 0"
    })
    void read_intoPartOfABuffer_fillsJustThatPart(long offset, int length) {
        for (boolean direct : new boolean[] {false, true}) {
            ByteBuffer target = direct ? ByteBuffer.allocateDirect(length + 20) : ByteBuffer.allocate(length + 20);
            for (int i = 0; i < target.capacity(); i++) {
                target.put(i, GUARD);
            }
            target.order(ByteOrder.LITTLE_ENDIAN).position(7).limit(7 + length);
            source.read(offset, target);
            assertThat(target.position()).isEqualTo(7 + length);
            assertThat(target.limit()).isEqualTo(7 + length);
            byte[] bytes = new byte[length + 20];
            target.clear().get(bytes);
            byte[] expected = new byte[length + 20];
            Arrays.fill(expected, GUARD);
            System.arraycopy(content, (int) offset, expected, 7, length);
            assertThat(bytes).isEqualTo(expected);
        }
    }

    @Test
    void read_intoASliceOfAnArray_fillsJustThatSlice() {
        byte[] array = new byte[300];
        source.read(1, ByteBuffer.wrap(array, 100, 150).slice());
        byte[] expected = new byte[300];
        System.arraycopy(content, 1, expected, 100, 150);
        assertThat(array).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "3147264, 1", "3147263, 2", "0, 3147265", "9223372036854775807, 1", "-1, 0", "3147265, 0"})
    void readAndExtents_outsideTheDisk_areRefused(long offset, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        assertThatThrownBy(() -> source.read(offset, target)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> source.extents(offset, length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void extents_ofANegativeLength_areRefused() {
        assertThatThrownBy(() -> source.extents(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 3147264", "0, 1", "3147263, 1", "65535, 2", "1, 1048574", "700001, 1500003", "2097151, 2"})
    void extents_ofARange_tileItInOrderAndTellTheTruth(long offset, long length) {
        checkExtents(offset, length);
    }

    @Test
    void extents_ofNothing_areNone() {
        assertThat(source.extents(0, 0)).isEmpty();
        assertThat(source.extents(SIZE, 0)).isEmpty();
    }

    @Test
    void readAndExtents_atRandomPlaces_agreeWithTheContent() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(1, 300_000);
            int offset = random.nextInt(SIZE - length);
            try {
                assertThat(read(offset, length)).isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
                checkExtents(offset, length);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", offset " + offset + ", length " + length, e);
            }
        }
    }

    @Test
    void readAndExtents_fromSeveralThreads_areIndependent() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                threads.add(executor.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        int length = random.nextInt(1, 100_000);
                        int offset = random.nextInt(SIZE - length);
                        assertThat(read(offset, length))
                                .isEqualTo(Arrays.copyOfRange(content, offset, offset + length));
                        checkExtents(offset, length);
                    }
                    return 100;
                }));
            }
            for (Future<Integer> thread : threads) {
                assertThat(thread.get()).isEqualTo(100);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void size_afterReading_isTheSame() {
        source.read(SIZE - 1, ByteBuffer.allocate(1));
        assertThat(source.size()).isEqualTo(SIZE);
    }

    @Test
    void close_twice_doesNothing() {
        source.close();
        source.close();
    }

    private byte[] read(int offset, int length) {
        byte[] bytes = new byte[length];
        source.read(offset, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private void checkExtents(long offset, long length) {
        checkExtents(source, content, offset, length);
    }

    /** Checks that the extents of a range keep the contract, given what the source holds. */
    protected static void checkExtents(BlockSource source, byte[] content, long offset, long length) {
        long position = offset;
        Extent before = null;
        for (Extent extent : source.extents(offset, length)) {
            assertThat(extent.offset()).isEqualTo(position);
            if (before != null) {
                assertThat(extent.kind()).isNotEqualTo(before.kind());
            }
            if (!extent.isData()) {
                byte[] bytes = Arrays.copyOfRange(content, (int) extent.offset(), (int) extent.end());
                assertThat(bytes).isEqualTo(new byte[bytes.length]);
            }
            position = extent.end();
            before = extent;
        }
        assertThat(position).isEqualTo(offset + length);
    }
}
