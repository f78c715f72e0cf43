package dev.smc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScratchHomeTest {
    private static final String NAME = "smc-scratch-test";

    @Test
    void open_besideWhatAKilledProcessLeft_removesThatOnly() throws Exception {
        Path killed = Files.createTempDirectory(NAME);
        Files.createFile(killed.resolve("lock"));
        Files.createDirectories(killed.resolve("home/scratch/work-1"));
        Path beingMade = Files.createTempDirectory(NAME);
        try (ScratchHome first = new ScratchHome(NAME);
                ScratchHome second = new ScratchHome(NAME)) {
            assertThat(killed).doesNotExist();
            assertThat(beingMade).isDirectory();
            assertThat(first.directory().getParent()).isDirectoryContaining("glob:**/lock");
            assertThat(second.directory().getParent()).isDirectoryContaining("glob:**/lock");
            Files.createDirectory(second.directory());
        } finally {
            Files.delete(beingMade);
        }
    }

    @Test
    void close_ofAHome_removesEverything() throws Exception {
        Path directory;
        try (ScratchHome home = new ScratchHome(NAME)) {
            directory = home.directory().getParent();
            Files.createDirectories(home.directory().resolve("scratch"));
        }
        assertThat(directory).doesNotExist();
    }
}
