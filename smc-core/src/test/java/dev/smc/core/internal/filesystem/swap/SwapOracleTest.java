package dev.smc.core.internal.filesystem.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.MapProof;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares what is read of swap areas with what util-linux says of the same ones. */
@RequiresTool({"mkswap", "blkid", "swaplabel"})
class SwapOracleTest {
    private static final int SIZE = 3 << 20;
    private static final String UUID = "12345678-9abc-def0-1234-56789abcdef0";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {4096, 8192, 16384, 32768, 65536})
    void map_ofSwap_isItsHeaderAndWhatIsBehindItsEnd(int pageSize) throws Exception {
        Path image = make(pageSize);
        long end = (SIZE + 700) / pageSize * (long) pageSize;
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] content = new byte[SIZE + 700 - pageSize];
            Arrays.fill(content, (byte) 0x55);
            file.seek(pageSize);
            file.write(content);
        }
        FileSystem found = MapProof.identify(image);
        AllocationMap map = MapProof.map(image, "swap");
        assertThat(map.extents()).containsExactly(Extent.data(0, pageSize), Extent.data(end, SIZE + 700 - end));
        assertThat(found.sizeBytes()).hasValue(end);
        assertThat(found.label()).contains(probe(image, "LABEL"));
        assertThat(found.uuid()).contains(probe(image, "UUID")).contains(UUID);

        Path copy = MapProof.withGarbage(image, map, directory.resolve("copy"));
        assertThat(Programs.run("swaplabel", copy.toString()))
                .isEqualTo(Programs.run("swaplabel", image.toString()))
                .contains("LABEL: pages", UUID);
        assertThat(Files.mismatch(image, copy)).isEqualTo(pageSize);
    }

    @Test
    void read_ofSwapWithBadPages_hasAMap() throws Exception {
        Path image = make(4096);
        putInt(image, 1032, 2);
        putInt(image, 1536, 5);
        putInt(image, 1540, SIZE / 4096 - 1);
        assertThat(MapProof.map(image, "swap").usedBytes()).isEqualTo(4096 + 700);
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 2, 'its version is 2, not 1'",
        // What is written on a machine of the other byte order.
        "1024, 0x01000000, 'its version is 16777216, not 1'",
        "1028, 0, it has no pages",
        "1028, 768, 'it has 3149824 bytes, but the partition only 3146428'",
        "1028, 0xffffffff, 'it has 17592186044416 bytes, but the partition only 3146428'",
        "1032, 638, 'it has 638 bad pages, more than its header holds'",
        "1032, 1, 'its page 0 is bad, but its last is 767'"
    })
    void read_ofAnOddHeader_saysWhatIsOdd(int offset, String value, String reason) throws Exception {
        Path image = make(4096);
        putInt(image, offset, Long.decode(value).intValue());
        checkUnmapped(image, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"S1SUSPEND\0", "S2SUSPEND\0", "ULSUSPEND\0", "LINHIB0001"})
    void read_ofAHibernatedSystem_hasNoMap(String mark) throws Exception {
        for (int pageSize : new int[] {4096, 65536}) {
            Path image = make(pageSize);
            put(image, pageSize - 10, mark);
            assertThat(probe(image, "TYPE")).isEqualTo("swsuspend");
            checkUnmapped(image, "it holds the memory of a system that hibernates");
        }
    }

    @Test
    void read_ofTuxOnIce_hasNoMap() throws Exception {
        Path image = make(4096);
        put(image, 0, "\u00ed\u00c3\u0002\u00e9\u0098V\u00e5\f");
        assertThat(probe(image, "TYPE")).isEqualTo("swsuspend");
        checkUnmapped(image, "it holds the memory of a system that hibernates");
    }

    @Test
    void read_ofOtherMarks_hasNoMap() throws Exception {
        Path image = make(4096);
        put(image, 16384 - 10, "SWAPSPACE2");
        checkUnmapped(image, "its pages may be of several sizes");
        image = make(4096);
        put(image, 4096 - 10, "SWAP-SPACE");
        checkUnmapped(image, "it is of the old kind, with bitmaps");
    }

    private static void checkUnmapped(Path image, String reason) {
        FileSystem found = MapProof.identify(image);
        assertThat(found.content()).isEqualTo("swap");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).isEqualTo(reason);
    }

    /** Returns a swap area that does not end with a page. */
    private Path make(int pageSize) throws Exception {
        Path image = directory.resolve("swap.img");
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE + 700);
        }
        Programs.run("mkswap", "-q", "-p", String.valueOf(pageSize), "-L", "pages", "-U", UUID, image.toString());
        return image;
    }

    private static String probe(Path image, String tag) throws Exception {
        return Programs.run("blkid", "-p", "-o", "value", "-s", tag, image.toString())
                .strip();
    }

    private static void putInt(Path image, int offset, int value) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(offset);
            file.writeInt(Integer.reverseBytes(value));
        }
    }

    private static void put(Path image, int offset, String text) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(offset);
            file.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
