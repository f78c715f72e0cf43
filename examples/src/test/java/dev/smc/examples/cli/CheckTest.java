package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.examples.sample.SampleDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of the sample server, which has no kernel. */
class CheckTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path directory;

    private Path disk;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = SampleDisk.create(directory.resolve("web01.raw"), 64 * MIB, MIB, 1)
                .file();
    }

    @Test
    void check_withHtml_writesAPageAndPrintsTheReport() {
        Path page = directory.resolve("x.html");
        var outcome = Smc.run("check", disk, "--html", page, "--adapted", "--keep-network", "--no-serial-console");
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).startsWith("Sample Linux 1 on ").contains("CRITICAL  SOURCE.Kernel");
        assertThat(page).content().contains("<!DOCTYPE html>", "SOURCE.Kernel");
    }

    /** What is there already may be a disk, even the one that is checked. */
    @Test
    void check_withHtmlThatCannotBeMade_isRefusedBeforeTheWork() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        var exists = Smc.run("check", disk, "--html", disk);
        assertThat(exists.exit()).isEqualTo(1);
        assertThat(exists.err()).isEqualTo("smc: --html: " + disk + " exists already; name a new file\n");
        assertThat(exists.out()).isEmpty();
        assertThat(disk).hasBinaryContent(before);

        Path nowhere = directory.resolve("no/x.html");
        var missing = Smc.run("check", disk, "--html", nowhere);
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err())
                .contains("--html: " + nowhere + " cannot be written: no such file or directory")
                .doesNotContain("report it");
    }

    @Test
    void anyCommand_ofAGuestThatNamesItselfWithControlCharacters_showsThem() throws Exception {
        rename("Sample Linux 1", "\u001b]0;owned\u0007  \u007fx");
        String shown = "\\x1b]0;owned\\x07  \\x7fx";
        var checked = Smc.run("check", disk);
        assertThat(checked.out()).startsWith(shown).doesNotContain("\u001b", "\u0007", "\u007f");
        var adapted = Smc.run("adapt", "--dry-run", disk);
        assertThat(adapted.out()).startsWith(shown).doesNotContain("\u001b", "\u0007", "\u007f");
    }

    private void rename(String from, String to) throws IOException {
        String name = "PRETTY_NAME=\"";
        int at = new String(Files.readAllBytes(disk), ISO_8859_1).indexOf(name + from + '"');
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(to.getBytes(ISO_8859_1)), at + name.length());
        }
        assertThat(to).hasSameSizeAs(from);
    }
}
