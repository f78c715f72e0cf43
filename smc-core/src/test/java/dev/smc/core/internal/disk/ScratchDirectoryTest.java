package dev.smc.core.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void close_removesAllThatIsInIt() throws Exception {
        ScratchDirectory scratch = ScratchDirectory.in(directory.resolve("new"));
        Files.writeString(scratch.directory("inner").resolve("file"), "text");

        scratch.close();

        assertThat(scratch.path()).doesNotExist();
    }

    @Test
    void in_anotherOne_isNotHeldUp() {
        try (ScratchDirectory outer = ScratchDirectory.in(directory);
                ScratchDirectory inner = ScratchDirectory.in(outer.path())) {
            assertThat(inner.path()).hasParent(outer.path());
        }
    }

    @Test
    void in_removesWhatAKilledProcessLeft_andNothingOfOthers() throws Exception {
        Path abandoned = Files.createDirectories(directory.resolve("work-1/inner"));
        Files.writeString(abandoned.resolve("file"), "text");
        Files.writeString(abandoned.resolveSibling(".work.lock"), "");
        Path foreign = Files.createDirectory(directory.resolve("other"));
        try (ScratchDirectory first = ScratchDirectory.in(directory);
                ScratchDirectory second = ScratchDirectory.in(directory)) {
            assertThat(abandoned.getParent()).doesNotExist();
            assertThat(foreign).exists();
            assertThat(first.path()).exists().isNotEqualTo(second.path());
        }
    }
}
