package dev.smc.core.internal.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Has QEMU write to an image and record each of its writes, then takes the image as it would be had the machine died after any of
 * them, or half way through: it must read as it does once QEMU has replayed its log.
 */
@RequiresTool({"qemu-img", "qemu-io"})
class VhdxCrashTest {
    private static final int SECTOR = 512;
    private static final int SIZE = 8 << 20;

    /** Of the log and the table writes of a whole page; half of another one is as good as none. */
    private static final int PAGE = 4096;

    private record Write(long offset, byte[] data) {}

    @TempDir
    private Path directory;

    private Path crashed;
    private Path replayed;
    private Path expected;

    @BeforeEach
    void namePaths() {
        crashed = directory.resolve("crashed.vhdx");
        replayed = directory.resolve("replayed.vhdx");
        expected = directory.resolve("expected.raw");
    }

    @Test
    void read_afterACrashAtAnyWrite_equalsWhatQemuReplays() throws Exception {
        Path image = directory.resolve("disk.vhdx");
        Programs.run("qemu-img", "create", "-f", "vhdx", "-o", "block_size=1M,log_size=1M", image.toString(), "8M");
        Files.copy(image, crashed);
        List<Write> writes = record(image, "write -P 1 0 64k", "write -P 2 5M 1500k", "write -P 3 1k 1k");
        int dirty = 0;
        try (FileChannel channel = FileChannel.open(crashed, StandardOpenOption.WRITE)) {
            // QEMU makes the file longer before it writes there; that is not recorded.
            channel.write(ByteBuffer.allocate(1), Files.size(image) - 1);
            for (Write write : writes) {
                if (write.data.length == PAGE) {
                    channel.write(ByteBuffer.wrap(write.data, 0, write.data.length / 2), write.offset);
                    dirty += check(writes.indexOf(write) + " half done");
                }
                channel.write(ByteBuffer.wrap(write.data), write.offset);
                dirty += check(writes.indexOf(write) + " done");
            }
        }
        assertThat(dirty).as("logs to be replayed").isGreaterThan(4);
    }

    /** Returns 1 if there was a log to be replayed, else 0. */
    private int check(String when) throws Exception {
        Files.copy(crashed, replayed, StandardCopyOption.REPLACE_EXISTING);
        Programs.run("qemu-img", "check", "-q", "-r", "all", "-f", "vhdx", replayed.toString());
        Programs.run("qemu-img", "convert", "-f", "vhdx", "-O", "raw", replayed.toString(), expected.toString());
        try (BlockSource source = DiskImages.open(crashed)) {
            ByteBuffer found = ByteBuffer.allocate(SIZE);
            source.read(0, found);
            assertThat(found.flip().mismatch(ByteBuffer.wrap(Files.readAllBytes(expected))))
                    .as("after write %s", when)
                    .isEqualTo(-1);
        }
        return Files.mismatch(crashed, replayed) >= 0 ? 1 : 0;
    }

    private List<Write> record(Path image, String... commands) throws Exception {
        Path log = Files.createFile(directory.resolve("writes.log"));
        List<String> command = new ArrayList<>(List.of(
                "qemu-io",
                "--image-opts",
                "driver=vhdx,file.driver=blklogwrites,file.log-sector-size=" + SECTOR
                        + ",file.file.driver=file,file.file.filename=" + image
                        + ",file.log.driver=file,file.log.filename=" + log));
        for (String each : commands) {
            command.add("-c");
            command.add(each);
        }
        Programs.run(command.toArray(String[]::new));
        return parse(log);
    }

    /** Reads a log as dm-log-writes has it: a sector with the number of entries, then entries of a sector and its data each. */
    private static List<Write> parse(Path log) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.LITTLE_ENDIAN);
        List<Write> writes = new ArrayList<>();
        int at = SECTOR;
        for (long left = bytes.getLong(16); left > 0; left--) {
            byte[] data = new byte[(int) bytes.getLong(at + 8) * SECTOR];
            bytes.get(at + SECTOR, data);
            if (data.length > 0) {
                writes.add(new Write(bytes.getLong(at) * SECTOR, data));
            }
            at += SECTOR + data.length;
        }
        return writes;
    }
}
