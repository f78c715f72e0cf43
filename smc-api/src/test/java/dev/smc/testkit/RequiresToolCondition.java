package dev.smc.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests whose programs are missing; the closing line of the build names them from the test reports. */
final class RequiresToolCondition implements ExecutionCondition {
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
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isInstalled(String tool) {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                        SYSTEM_DIRECTORIES.stream())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
