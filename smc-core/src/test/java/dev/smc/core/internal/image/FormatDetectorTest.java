package dev.smc.core.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.spi.disk.BlockSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatDetectorTest {
    private static final int SIZE = 8192;

    @TempDir
    private Path directory;

    private Path file(int offset, byte[] signature) throws Exception {
        byte[] content = new byte[SIZE];
        System.arraycopy(signature, 0, content, offset, signature.length);
        return Files.write(directory.resolve("disk.raw"), content);
    }

    @ParameterizedTest
    @CsvSource({"0, WithoutFreeSpace, Parallels", "0, WithouFreSpacExt, Parallels"})
    void open_ofAForeignFormat_namesItAndTheWayOut(int offset, String signature, String format) throws Exception {
        checkRefused(file(offset, signature.getBytes(StandardCharsets.US_ASCII)), format, "qemu-img convert -O raw");
    }

    @ParameterizedTest
    @CsvSource({"0, 514649fb00000001, qcow (version 1)", "0, 51454400, QED"})
    void open_ofABinarySignature_namesTheFormat(int offset, String signature, String format) throws Exception {
        checkRefused(file(offset, HexFormat.of().parseHex(signature)), format, "qemu-img convert -O raw");
    }

    @ParameterizedTest
    @CsvSource({
        "0, fd377a585a00, xz",
        "0, 28b52ffd, zstd",
        "0, 425a68, bzip2",
        "0, 504b0304, zip",
        "0, 377abcaf271c, 7z"
    })
    void open_ofAPackedFile_saysToUnpackIt(int offset, String signature, String format) throws Exception {
        checkRefused(file(offset, HexFormat.of().parseHex(signature)), format, "unpack it");
    }

    private static void checkRefused(Path file, String format, String remedy) {
        assertThatThrownBy(() -> DiskImages.open(file))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_UNSUPPORTED))
                .hasMessageContaining(format)
                .hasMessageContaining(remedy);
        try (BlockSource raw = DiskImages.openRaw(file)) {
            assertThat(raw.size()).isEqualTo(SIZE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "KDM", "QFI", "# Disk", "conecti", "LUKS"})
    void open_ofAnythingElse_isRaw(String content) throws Exception {
        Path file = Files.writeString(directory.resolve("disk.qcow2"), content);
        try (BlockSource source = DiskImages.open(file)) {
            assertThat(source.format()).isEqualTo("raw");
            assertThat(source.size()).isEqualTo(content.length());
        }
    }

    @Test
    void open_ofASignatureElsewhere_isRaw() throws Exception {
        try (BlockSource source = DiskImages.open(file(512, "KDMV".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(source.format()).isEqualTo("raw");
        }
    }
}
