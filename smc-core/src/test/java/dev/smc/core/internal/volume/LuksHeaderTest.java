package dev.smc.core.internal.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.testkit.MemoryDisk;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuksHeaderTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @RequiresTool("cryptsetup")
    void read_ofAContainer_tellsWhatCryptsetupTells(int version, @TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("container"), new byte[20 << 20]);
        Path key = Files.writeString(directory.resolve("key"), "secret");
        Programs.run(
                "cryptsetup",
                "luksFormat",
                "-q",
                "--type",
                "luks" + version,
                "--pbkdf",
                "pbkdf2",
                "--pbkdf-force-iterations",
                "1000",
                file.toString(),
                key.toString());
        if (version == 2) {
            Programs.run("cryptsetup", "config", file.toString(), "--label", "vault");
        }
        FileSystem found = read(Files.readAllBytes(file));
        assertThat(Programs.run("cryptsetup", "luksDump", file.toString()))
                .contains(found.uuid().orElseThrow())
                .containsPattern("Version:\\s+" + version);
        assertThat(found.label().stream().toList()).isEqualTo(version == 2 ? List.of("vault") : List.of());
        assertThat(found.content()).isEqualTo("luks");
        assertThat(found.allocation()).isEmpty();
        assertThat(found.reason()).isEqualTo("it is encrypted (LUKS version " + version + ")");
    }

    @Test
    void read_ofATruncatedHeader_isEncryptedAllTheSame() {
        assertThat(read(new byte[207]).reason()).isEqualTo("it is encrypted");
    }

    private static FileSystem read(byte[] content) {
        return LuksHeader.read(new DiskRange(new MemoryDisk(content), 0, content.length));
    }
}
