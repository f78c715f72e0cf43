package dev.smc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.Image;
import dev.smc.examples.sample.SampleDisk;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void readme_firstCode_isTheCompiledFile() throws Exception {
        String source = Files.readString(Path.of("src/main/java/dev/smc/examples/Face.java"));
        String readme = Files.readString(Path.of("../README.md"));

        String compiled = group(source, "// tag::face\\n(.*?)\\n *// end::face").stripIndent();
        assertThat(group(readme, "<!-- face -->\\n```java\\n(.*?)\\n```")).isEqualTo(compiled);
    }

    @Test
    @RequiresTool("qemu-img")
    void face_withQcow2Disk_printsTheIdOfAnImageEqualToTheDisk() throws Exception {
        SampleDisk disk = SampleDisk.create(directory.resolve("web01.raw"), 192 * MIB, 4 * MIB, 1);
        Path qcow2 = directory.resolve("web01.qcow2");
        Tools.run("qemu-img", "convert", "-O", "qcow2", disk.file().toString(), qcow2.toString());

        runAndCompare(disk);
    }

    @Test
    void face_withRawDisk_printsTheIdOfAnImageEqualToTheDisk() throws Exception {
        runAndCompare(SampleDisk.create(directory.resolve("web01.qcow2"), 192 * MIB, 4 * MIB, 1));
    }

    private void runAndCompare(SampleDisk disk) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        var ran = Tools.run(directory, List.of(java, "-Xmx256m", "-cp", classPath, "dev.smc.examples.Face"));

        assertThat(ran.exit()).as(ran.err()).isZero();
        try (MigrationCenter center = MigrationCenter.open(directory.resolve("smc-home"))) {
            Image image = center.resources().image(ran.out().strip());
            assertThat(image.name()).isEqualTo("web01");
            assertThat(image.sourceName()).isEqualTo("web01");
            Path file = Path.of(image.disks().get(0).path().orElseThrow());
            assertThat(disk.compare(file).zeroBytes()).isGreaterThan(64 * MIB);
        }
    }

    private static String group(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
