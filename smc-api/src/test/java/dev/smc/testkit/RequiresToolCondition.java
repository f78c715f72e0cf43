package dev.smc.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests whose programs are missing, and keeps a list of them. */
final class RequiresToolCondition implements ExecutionCondition {
    private static final Path SKIPPED = Path.of("target", "skipped-tests.txt");
    private static final List<String> SYSTEM_DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class).stream()
                .flatMap(tools -> Arrays.stream(tools.value()))
                .filter(tool -> !isInstalled(tool))
                .toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all tools are installed");
        }
        String reason = "needs " + String.join(", ", missing);
        if (Boolean.getBoolean("smc.requireTools")) {
            throw new IllegalStateException(context.getUniqueId() + " " + reason + ", and smc.requireTools is set");
        }
        record(context, reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isInstalled(String tool) {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                        SYSTEM_DIRECTORIES.stream())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    private static void record(ExtensionContext context, String reason) {
        String test = context.getRequiredTestClass().getSimpleName()
                + context.getTestMethod().map(m -> "." + m.getName()).orElse("");
        try {
            Files.createDirectories(SKIPPED.getParent());
            Files.writeString(
                    SKIPPED, test + ": " + reason + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
