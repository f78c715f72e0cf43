package dev.smc.core.internal.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with raw files and devices, and what is special to them. */
class RawFilesTest {
    @TempDir
    private Path directory;

    private static void checkFails(ThrowingCallable call, ErrorCode code, String... messages) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(messages);
    }

    @Test
    void open_ofWhatIsNoDisk_saysWhatItIs() {
        checkFails(
                () -> DiskImages.open(directory), ErrorCode.SOURCE_UNREADABLE, directory.toString(), "is a directory");
        Path missing = directory.resolve("missing");
        checkFails(() -> DiskImages.open(missing), ErrorCode.SOURCE_UNREADABLE, missing.toString(), "does not exist");
        checkFails(() -> RawTarget.open(missing), ErrorCode.TARGET_UNWRITABLE, "does not exist");
        checkFails(() -> RawTarget.open(directory), ErrorCode.TARGET_UNWRITABLE, "no regular file or block device");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void open_ofACharacterDevice_isRefused() {
        Path device = Path.of("/dev/zero");
        checkFails(() -> DiskImages.open(device), ErrorCode.SOURCE_UNREADABLE, "no regular file or block device");
        checkFails(() -> RawTarget.open(device), ErrorCode.TARGET_UNWRITABLE, "no regular file or block device");
    }

    @Test
    @RequiresTool("mkfifo")
    void open_ofAPipe_isRefusedWithoutWaiting() throws Exception {
        Path pipe = directory.resolve("pipe");
        Programs.run("mkfifo", pipe.toString());
        checkFails(() -> DiskImages.open(pipe), ErrorCode.SOURCE_UNREADABLE, "no regular file");
    }

    @Test
    void readAndExtents_ofAFileThatShrank_giveTheFigures() throws Exception {
        Path file = Files.write(directory.resolve("disk"), new byte[10_000]);
        try (BlockSource source = DiskImages.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(6000);
            source.read(0, ByteBuffer.allocate(6000));
            checkFails(
                    () -> source.read(5000, ByteBuffer.allocate(2000)),
                    ErrorCode.SOURCE_TRUNCATED,
                    "ends at byte 6000, but must have at least 7000 bytes");
            checkFails(
                    () -> source.extents(0, 10_000),
                    ErrorCode.SOURCE_TRUNCATED,
                    "ends at byte 6000, but must have at least 10000 bytes");
        }
    }

    @Test
    void read_ofATargetThatShrank_saysSo() throws Exception {
        Path file = directory.resolve("disk");
        try (RawTarget target = RawTarget.create(file, 10_000);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(6000);
            checkFails(
                    () -> target.read(5000, ByteBuffer.allocate(2000)),
                    ErrorCode.SOURCE_TRUNCATED,
                    "ends at byte 6000",
                    "had 10000 bytes");
        }
    }

    @Test
    void everything_afterClose_fails() throws Exception {
        Path file = Files.write(directory.resolve("disk"), new byte[10_000]);
        BlockSource source = DiskImages.open(file);
        source.close();
        checkFails(
                () -> source.read(0, ByteBuffer.allocate(1)), ErrorCode.SOURCE_UNREADABLE, "cannot be read at byte 0");
        checkFails(() -> source.extents(0, 1), ErrorCode.SOURCE_UNREADABLE, "cannot be asked for its size");
        RawTarget target = RawTarget.open(file);
        target.close();
        checkFails(
                () -> target.write(7, ByteBuffer.allocate(1)),
                ErrorCode.TARGET_UNWRITABLE,
                "cannot be written at byte 7");
        checkFails(
                () -> target.read(7, ByteBuffer.allocate(1)), ErrorCode.SOURCE_UNREADABLE, "cannot be read at byte 7");
        checkFails(() -> target.zero(7, 1), ErrorCode.SOURCE_UNREADABLE, "cannot be read at byte 7");
        checkFails(target::force, ErrorCode.TARGET_UNWRITABLE, "cannot be forced");
    }

    @Test
    void create_ofAFileThatExists_isRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("disk"), "precious");
        checkFails(() -> RawTarget.create(file, 100), ErrorCode.TARGET_UNWRITABLE, "exists already");
        assertThat(file).hasContent("precious");
        checkFails(
                () -> RawTarget.create(directory.resolve("no/disk"), 100),
                ErrorCode.TARGET_UNWRITABLE,
                "no such file or directory");
        assertThatThrownBy(() -> RawTarget.create(file, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void create_ofALargeDisk_takesNoSpace() throws Exception {
        long size = 1L << 40;
        try (RawTarget target = RawTarget.create(directory.resolve("disk"), size)) {
            assertThat(target.size()).isEqualTo(size);
            ByteBuffer last = ByteBuffer.allocate(1);
            target.read(size - 1, last);
            assertThat(last.get(0)).isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void zero_ofDataInAFile_makesAHole() throws Exception {
        try (RawTarget target = RawTarget.create(directory.resolve("disk"), 3 << 20)) {
            byte[] ones = new byte[3 << 20];
            Arrays.fill(ones, (byte) 1);
            target.write(0, ByteBuffer.wrap(ones));
            assertThat(target.extents(0, 3 << 20)).containsExactly(Extent.data(0, 3 << 20));
            target.zero(1 << 20, 1 << 20);
            assumeTrue(target.extents(0, 3 << 20).size() > 1, "the file system knows no holes");
            assertThat(target.extents(0, 3 << 20))
                    .containsExactly(
                            Extent.data(0, 1 << 20), Extent.zero(1 << 20, 1 << 20), Extent.data(2 << 20, 1 << 20));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void failedWrite_toAFullFileSystem_saysHowMuchIsMissing() throws Exception {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            IOException cause = null;
            try {
                RawTarget.writeFully(full, 0, ByteBuffer.allocate(4096));
            } catch (IOException e) {
                cause = e;
            }
            assertThat(cause).isNotNull();
            TargetWriteException error = TargetErrors.failedWrite(directory.resolve("disk"), 4096, 1 << 20, cause);
            assertThat(error.code()).isEqualTo(ErrorCode.TARGET_FULL);
            assertThat(error)
                    .hasMessageContainingAll(
                            "stopped at byte 4096 of 1048576", "bytes are free in " + directory, "free space");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    @RequiresTool("losetup")
    void open_ofABlockDevice_knowsItsSizeAndSectors(int sectorSize) throws Exception {
        Path file = Files.write(directory.resolve("disk"), new byte[1 << 20]);
        String device;
        try {
            device = Programs.run("losetup", "-f", "--show", "-b", Integer.toString(sectorSize), file.toString())
                    .strip();
        } catch (IOException e) {
            assumeTrue(false, "no loop device: " + e.getMessage());
            return;
        }
        try (RawTarget target = RawTarget.open(Path.of(device))) {
            target.write(8192, ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
            target.write(100_000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            target.zero(100_001, 1);
            target.force();
            try (BlockSource source = DiskImages.open(Path.of(device))) {
                assertThat(source.size()).isEqualTo(1 << 20);
                assertThat(source.sectorSize()).isEqualTo(sectorSize);
                assertThat(source.format()).isEqualTo("raw");
                assertThat(source.extents(0, 1 << 20)).containsExactly(Extent.data(0, 1 << 20));
                ByteBuffer bytes = ByteBuffer.allocate(5);
                source.read(8192, bytes);
                assertThat(new String(bytes.array(), StandardCharsets.US_ASCII)).isEqualTo("hello");
                source.read(99_999, bytes.clear());
                assertThat(bytes.array()).containsExactly(0, 1, 0, 3, 0);
            }
        } finally {
            Programs.run("losetup", "-d", device);
        }
    }

    @Test
    void create_thatFailed_leavesSourceReadExceptionsApart() {
        assertThat(TargetErrors.failed("cannot be x", directory, new IOException("y")))
                .hasMessageContaining("cannot be x: y")
                .isNotInstanceOf(SourceReadException.class);
    }
}
