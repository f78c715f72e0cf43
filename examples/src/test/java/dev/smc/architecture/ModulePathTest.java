package dev.smc.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library works on the module path too, and keeps its internals closed there. */
class ModulePathTest {
    /** What is on the class path for tests only, or is this module's own. */
    private static final String NOT_OF_THE_LIBRARY =
            ".*(classes|-tests\\.jar|(junit|opentest4j|apiguardian|assertj|byte-buddy|mockito|objenesis|archunit|awaitility|hamcrest|picocli|slf4j-simple).*\\.jar)";

    @Test
    void modules_ofThisLibrary_exportPublishedPackagesAlone() {
        List<ModuleDescriptor> modules = ModuleFinder.of(modulePath().toArray(Path[]::new)).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(module -> module.name().startsWith("dev.smc"))
                .toList();
        assertThat(modules)
                .extracting(ModuleDescriptor::name)
                .containsExactlyInAnyOrder("dev.smc.api", "dev.smc.core", "dev.smc.transfer");
        assertThat(modules)
                .flatExtracting(ModuleDescriptor::exports)
                .filteredOn(exported -> !exported.isQualified())
                .extracting(ModuleDescriptor.Exports::source)
                .allMatch(name -> name.matches("dev\\.smc\\.(api(\\..*)?|spi\\..*|transfer)"));
    }

    @Test
    void center_onTheModulePath_findsItsPartsAndHidesThem(@TempDir Path directory) throws Exception {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        modulePath().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        "--add-modules",
                        "dev.smc.core,dev.smc.transfer",
                        "--class-path",
                        Path.of(ModulePathProbe.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        ModulePathProbe.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(output(probe)).contains("engine: dev.smc.core", "image: true", "internals: closed");
        assertThat(probe.waitFor()).isZero();
    }

    private static Stream<Path> modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        !entry.matches(NOT_OF_THE_LIBRARY) || entry.matches(".*smc-(api|core|transfer).target.classes"))
                .map(Path::of);
    }

    private static List<String> output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
