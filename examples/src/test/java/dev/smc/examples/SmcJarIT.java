package dev.smc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar as users get it. */
class SmcJarIT {
    private static final Path JAR = Path.of("target", "smc.jar").toAbsolutePath();

    @TempDir
    Path directory;

    @Test
    void demo_withLittleMemory_provesThatImageAndDiskAreEqual() throws Exception {
        var ran = run("-Xmx256m", "demo", "--dir", directory.toString());
        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern("All \\d+\\.\\d MiB in use are equal, all 1\\.\\d GiB of free space read as zeros")
                .containsPattern("on the wire +\\d+\\.\\d MiB +\\d+\\.\\d [KM]iB\n")
                .contains("The image\n", "What next\n", "sync --home ");
        assertThat(ran.err()).doesNotContain("WARN");
    }

    @Test
    void badUsage_fromTheJar_exits2AndSaysHowToCallIt() throws Exception {
        var ran = run("-Xmx64m", "jobs");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo("smc: Missing required option: '--home=DIR'\nTry: java -jar " + JAR + " jobs --help\n");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void manifest_ofTheJar_allowsNativeAccess() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            var manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.smc.examples.cli.Main");
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("META-INF/services/dev.smc.spi.transport.Transport")
                    .noneMatch(name ->
                            name.endsWith("module-info.class") || name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"));
        }
    }

    private Tools.Outcome run(String heap, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-jar", JAR.toString()));
        command.addAll(List.of(words));
        return Tools.run(directory, command);
    }
}
