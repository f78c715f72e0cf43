package dev.smc.core.internal.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of two blocks, of which the table knows nothing but what the log says. */
class VhdxLogTest {
    private static final int BLOCK = 1 << 20;
    private static final int PAGE = 4096;
    private static final int SIZE = 2 * BLOCK;

    @TempDir
    private Path directory;

    private Path file;
    private VhdxFixture fixture;
    private byte[] empty;
    private byte[] first;
    private byte[] both;

    @BeforeEach
    void makeTables() {
        file = directory.resolve("disk");
        fixture = new VhdxFixture(BLOCK, 512, SIZE).withLog();
        empty = page();
        fixture.block(0, block(1));
        first = page();
        fixture.block(1, block(2));
        both = page();
        fixture.bytes.put(VhdxFixture.TABLE, empty);
    }

    private byte[] page() {
        byte[] page = new byte[PAGE];
        fixture.bytes.get(VhdxFixture.TABLE, page);
        return page;
    }

    private static byte[] block(int value) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) value);
        return block;
    }

    private LogEntryFixture entry(long sequence, int tail, byte[] table) {
        return new LogEntryFixture(sequence, tail).page(VhdxFixture.TABLE, table);
    }

    /** Returns the first byte of each block. */
    private static byte[] read(Path image) {
        try (BlockSource source = DiskImages.open(image)) {
            ByteBuffer bytes = ByteBuffer.allocate(SIZE);
            source.read(0, bytes);
            assertThat(bytes.array()).startsWith(Arrays.copyOf(block(bytes.get(0)), BLOCK));
            return new byte[] {bytes.get(0), bytes.get(BLOCK)};
        }
    }

    @Test
    void read_ofALogOfOneEntry_seesWhatItWrites() throws Exception {
        fixture.logEntry(0, entry(1, 0, both));
        assertThat(read(fixture.write(file))).containsExactly(1, 2);
    }

    @Test
    void read_leavesTheFileAsItIs() throws Exception {
        fixture.logEntry(0, entry(1, 0, both));
        byte[] before = Files.readAllBytes(fixture.write(file));
        read(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void extents_whereTheLogWritesNothing_knowTheHolesOfTheFile() throws Exception {
        fixture.logEntry(0, entry(1, 0, both));
        Arrays.fill(fixture.bytes.array(), 4 * BLOCK, 5 * BLOCK, (byte) 0);
        fixture.write(file);
        try (BlockSource source = DiskImages.open(file)) {
            assertThat(source.extents(0, SIZE)).containsExactly(Extent.zero(0, BLOCK), Extent.data(BLOCK, BLOCK));
        }
    }

    @Test
    void read_ofALogWithoutItsIdInTheHeader_ignoresIt() throws Exception {
        VhdxFixture.putId(fixture.bytes, VhdxFixture.HEADER_1 + 48, VhdxHeader.NO_LOG);
        VhdxFixture.putId(fixture.bytes, VhdxFixture.HEADER_2 + 48, VhdxHeader.NO_LOG);
        fixture.logEntry(0, entry(1, 0, both));
        assertThat(read(fixture.write(file))).containsExactly(0, 0);
    }

    @Test
    void read_ofSeveralEntries_appliesTheNewestLast() throws Exception {
        int next = fixture.logEntry(0, entry(5, 0, both));
        next = fixture.logEntry(next, entry(6, 0, empty));
        fixture.logEntry(next, entry(7, 0, first));
        assertThat(read(fixture.write(file))).containsExactly(1, 0);
    }

    /** What stands before the tail was carried out already, and is not to be done again. */
    @Test
    void read_ofEntriesBeforeTheTail_leavesThemOut() throws Exception {
        fixture.bytes.put(VhdxFixture.TABLE, both);
        int next = fixture.logEntry(0, entry(5, 0, first).zeros(4L * BLOCK, 2L * BLOCK));
        fixture.logEntry(next, new LogEntryFixture(6, next));
        assertThat(read(fixture.write(file))).containsExactly(1, 2);
    }

    @Test
    void read_ofALogThatGoesAroundItsEnd_findsAllOfIt() throws Exception {
        int start = BLOCK - 3 * PAGE;
        int next = fixture.logEntry(start, entry(5, start, empty));
        next = fixture.logEntry(next, entry(6, start, first));
        fixture.logEntry(next, entry(7, start, both));
        assertThat(read(fixture.write(file))).containsExactly(1, 2);
    }

    /** Older entries that are still whole stand behind the newest, and a longer sequence of them may be there. */
    @Test
    void read_ofSeveralSequences_takesTheNewest() throws Exception {
        int next = fixture.logEntry(0, entry(50, 0, both));
        next = fixture.logEntry(next, entry(30, next, empty));
        next = fixture.logEntry(next, entry(31, 2 * PAGE, empty));
        fixture.logEntry(next, entry(32, 2 * PAGE, first));
        assertThat(read(fixture.write(file))).containsExactly(1, 2);
    }

    /** The ring is full of entries of two pages, in the middle of the second time around. */
    @Test
    void read_ofALogThatIsFullOfEntries_findsTheNewest() throws Exception {
        int entries = BLOCK / PAGE / 2;
        for (int i = 0; i < entries + entries / 2; i++) {
            int tail = Math.max(0, i - entries + 1) * 2 * PAGE % BLOCK;
            fixture.logEntry(i * 2 * PAGE % BLOCK, entry(100 + i, tail, i == entries + entries / 2 - 1 ? both : first));
        }
        assertThat(read(fixture.write(file))).containsExactly(1, 2);
    }

    @Test
    void read_ofATornNewestEntry_appliesThoseBefore() throws Exception {
        int next = fixture.logEntry(0, entry(5, 0, first));
        fixture.logEntry(next, entry(6, 0, both));
        fixture.bytes.put(VhdxFixture.LOG + next + 2 * PAGE - 1, (byte) 77);
        assertThat(read(fixture.write(file))).containsExactly(1, 0);
    }

    /** The program died in the middle of its first entry, so it carried out nothing. */
    @ParameterizedTest
    @ValueSource(ints = {PAGE, 2 * PAGE - 1})
    void read_ofATornFirstEntry_hasNothingToReplay(int tornAt) throws Exception {
        fixture.bytes.put(VhdxFixture.TABLE, first);
        fixture.logEntry(0, entry(5, 0, both));
        fixture.bytes.put(VhdxFixture.LOG + tornAt, (byte) 77);
        assertThat(read(fixture.write(file))).containsExactly(1, 0);
    }

    @Test
    void read_ofALogThatIsNamedButEmpty_hasNothingToReplay() throws Exception {
        fixture.bytes.put(VhdxFixture.TABLE, first);
        assertThat(read(fixture.write(file))).containsExactly(1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 16, 30, 48, PAGE + 100})
    void open_ofADamagedEntry_isRefused(int at) throws Exception {
        fixture.logEntry(0, entry(5, 0, both));
        fixture.bytes.put(VhdxFixture.LOG + at, (byte) (fixture.bytes.get(VhdxFixture.LOG + at) ^ 1));
        fixture.write(file);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(CorruptDiskException.class)
                .hasMessageContaining("a log whose entries are damaged");
    }

    @Test
    void open_withoutTheTail_isRefused() throws Exception {
        int next = fixture.logEntry(0, entry(5, 0, empty));
        fixture.logEntry(next, entry(6, 0, both));
        fixture.bytes.put(VhdxFixture.LOG + 100, (byte) 77);
        fixture.write(file);
        assertThatThrownBy(() -> read(file)).isInstanceOf(CorruptDiskException.class);
    }

    @Test
    void open_ofAFileThatIsShorterThanItWas_isRefused() throws Exception {
        fixture.logEntry(0, entry(5, 0, both).sizes(7 * BLOCK, 7 * BLOCK));
        fixture.write(file);
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_TRUNCATED))
                .hasMessageContaining("must have at least " + 7 * BLOCK);
    }

    /** The file was to be made longer, but the machine died before that. */
    @Test
    void read_ofAFileThatTheLogMakesLonger_hasZerosThere() throws Exception {
        fixture.logEntry(0, entry(5, 0, both).sizes(5 * BLOCK, 6 * BLOCK));
        fixture.write(file);
        fixture.writeAsIs(file, 5 * BLOCK);
        assertThat(read(file)).containsExactly(1, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 1, 0", "255, 2, 0"})
    void read_ofZerosInTheLog_coverPages(int page, int pages, int expected) throws Exception {
        fixture.logEntry(
                0,
                entry(5, 0, both)
                        .zeros(4L * BLOCK, 2L * BLOCK)
                        .page(4L * BLOCK + (long) page * PAGE, Arrays.copyOf(block(9), PAGE))
                        .page(4L * BLOCK + (long) (page + pages) * PAGE, Arrays.copyOf(block(8), PAGE))
                        .zeros(4L * BLOCK + (page + 1L) * PAGE, PAGE));
        fixture.write(file);
        try (BlockSource source = DiskImages.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(SIZE);
            source.read(0, bytes);
            byte[] content = new byte[SIZE];
            Arrays.fill(content, page * PAGE, (page + 1) * PAGE, (byte) 9);
            if (pages > 1) {
                Arrays.fill(content, (page + pages) * PAGE, (page + pages + 1) * PAGE, (byte) 8);
            }
            assertThat(bytes.array()).isEqualTo(content);
            assertThat(bytes.get(0)).isEqualTo((byte) (expected * 9));
            assertThat(source.extents(0, SIZE)).containsExactly(Extent.data(0, SIZE));
        }
    }

    @Test
    void read_ofPartsOfAPage_startsWhereTheyDo() throws Exception {
        byte[] page = new byte[PAGE];
        ByteBuffer.wrap(page)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, 0x1122334455667788L)
                .putInt(PAGE - 4, 0x0a0b0c0d);
        fixture.logEntry(0, entry(5, 0, both).page(4L * BLOCK, page));
        fixture.write(file);
        try (BlockSource source = DiskImages.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(10);
            source.read(PAGE - 3, bytes);
            assertThat(bytes.array()).startsWith(0x0c, 0x0b, 0x0a, 1);
            bytes.clear();
            source.read(3, bytes);
            assertThat(bytes.array()).startsWith(0x55, 0x44, 0x33, 0x22, 0x11, 0, 0);
        }
    }

    /** More descriptors than have room in one sector. */
    @Test
    void read_ofAnEntryOfManyDescriptors_findsTheDataOfEach() throws Exception {
        LogEntryFixture entry = entry(5, 0, both);
        for (int i = 1; i < 150; i++) {
            byte[] page = new byte[PAGE];
            Arrays.fill(page, (byte) i);
            entry.page(4L * BLOCK + (long) i * PAGE, page);
        }
        fixture.logEntry(0, entry);
        fixture.write(file);
        try (BlockSource source = DiskImages.open(file)) {
            for (int i = 1; i < 150; i++) {
                ByteBuffer bytes = ByteBuffer.allocate(PAGE);
                source.read((long) i * PAGE, bytes);
                assertThat(bytes.array()).containsOnly(i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64, 1, log of version 1, 2",
        "70, 0x11, a log of, 2",
        "76, 1, a log of, 1",
        "68, 1, a log of 1048577 bytes, 1"
    })
    void open_ofAHeaderWithAWrongLog_saysSo(int at, String value, String message, int bytes) throws Exception {
        fixture.logEntry(0, entry(5, 0, both));
        for (int header : new int[] {VhdxFixture.HEADER_1, VhdxFixture.HEADER_2}) {
            int bits = Integer.decode(value);
            if (bytes == 2) {
                fixture.bytes.putShort(header + at, (short) bits);
            } else {
                fixture.bytes.put(header + at, (byte) bits);
            }
        }
        fixture.write(file);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(message);
    }
}
