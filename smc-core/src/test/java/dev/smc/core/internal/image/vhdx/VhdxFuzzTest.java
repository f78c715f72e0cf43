package dev.smc.core.internal.image.vhdx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.image.ImageFuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However an image and its log are changed, only the errors of this library come out, in little time and memory. Checksums are then
 * made right, since they would be found wrong before all else.
 */
class VhdxFuzzTest {
    private static final int BLOCK = 1 << 20;
    private static final int PAGE = 4096;
    private static final int LOG_BYTES = 10 * PAGE;

    /** What is changed, or has a checksum, in pairs of start and length. */
    private static final int[][] PARTS = {
        {VhdxFixture.HEADER_1, PAGE},
        {VhdxFixture.HEADER_2, PAGE},
        {VhdxFixture.REGIONS_1, 16 * PAGE},
        {VhdxFixture.REGIONS_2, 16 * PAGE},
        {VhdxFixture.LOG, LOG_BYTES + 2 * PAGE},
        {VhdxFixture.TABLE, 2 * PAGE},
        {VhdxFixture.METADATA, 2 * PAGE},
        {VhdxFixture.METADATA + (64 << 10), 2 * PAGE},
        {4 * BLOCK, 2 * PAGE}
    };

    private static final int[] STARTS = {
        VhdxFixture.HEADER_1,
        VhdxFixture.HEADER_2,
        VhdxFixture.REGIONS_1,
        VhdxFixture.REGIONS_2,
        VhdxFixture.LOG,
        VhdxFixture.LOG + 2 * PAGE,
        VhdxFixture.LOG + 4 * PAGE,
        VhdxFixture.LOG + 5 * PAGE,
        VhdxFixture.TABLE,
        VhdxFixture.METADATA,
        VhdxFixture.METADATA + (64 << 10),
        4 * BLOCK
    };

    @TempDir
    private static Path directory;

    private static Path disk;
    private static byte[] image;

    @BeforeAll
    static void makeImages() throws IOException {
        UUID parent = new UUID(1, 2);
        new VhdxFixture(BLOCK, 512, 3 * BLOCK)
                .dataWriteId(parent)
                .block(2, new byte[] {1})
                .write(directory.resolve("parent.vhdx"));
        VhdxFixture fixture = new VhdxFixture(BLOCK, 512, 3 * BLOCK)
                .parent(Map.of("parent_linkage", "{" + parent + "}", "relative_path", ".\\parent.vhdx"))
                .partialBlock(1)
                .sectors(1, 5, new byte[1024])
                .block(0, new byte[0])
                .withLog();
        byte[] table = new byte[PAGE];
        fixture.bytes.get(VhdxFixture.TABLE, table);
        int next = fixture.logEntry(0, new LogEntryFixture(7, 0).page(VhdxFixture.TABLE, table));
        next = fixture.logEntry(
                next, new LogEntryFixture(8, 0).zeros(7L * BLOCK, 3L * BLOCK).page(0x30000, new byte[PAGE]));
        fixture.logEntry(next, new LogEntryFixture(9, 2 * PAGE).zeros(8L * BLOCK, PAGE));
        disk = fixture.write(directory.resolve("disk"));
        image = fixture.bytes.array();
    }

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAChangedImage_failsCleanlyIfAtAll(byte[] input) throws IOException {
        ByteBuffer changed = VhdxFixture.buffer(5 * BLOCK);
        for (int[] part : PARTS) {
            changed.put(part[0], image, part[0], part[1]);
        }
        ImageFuzz.change(changed, STARTS, input);
        VhdxFixture.putChecksum(changed, VhdxFixture.HEADER_1, PAGE);
        VhdxFixture.putChecksum(changed, VhdxFixture.HEADER_2, PAGE);
        VhdxFixture.putChecksum(changed, VhdxFixture.REGIONS_1, 16 * PAGE);
        VhdxFixture.putChecksum(changed, VhdxFixture.REGIONS_2, 16 * PAGE);
        putLogChecksums(changed);
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            for (int[] part : PARTS) {
                channel.write(changed.slice(part[0], part[1]), part[0]);
            }
        }
        ImageFuzz.openAndRead(disk);
    }

    private static void putLogChecksums(ByteBuffer bytes) {
        for (int at = VhdxFixture.LOG; at < VhdxFixture.LOG + LOG_BYTES; at += PAGE) {
            int length = bytes.getInt(at + 8);
            if (bytes.getInt(at) == 0x65676f6c && length >= PAGE && length <= BLOCK && length % PAGE == 0) {
                VhdxFixture.putChecksum(bytes, at, length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void openAndRead_ofRandomChanges_failsCleanlyIfAtAll(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 30; i++) {
            byte[] input = new byte[random.nextInt(5, 60)];
            random.nextBytes(input);
            for (int at = 1; at < input.length; at += 4) {
                input[at] = 0;
            }
            openAndRead_ofAChangedImage_failsCleanlyIfAtAll(input);
        }
    }
}
