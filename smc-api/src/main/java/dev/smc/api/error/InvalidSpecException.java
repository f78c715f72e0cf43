package dev.smc.api.error;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A specification breaks rules. It names all of them, not just the first. */
public class InvalidSpecException extends MigrationException {
    private static final long serialVersionUID = 1L;

    /**
     * One broken rule.
     *
     * @param path the parameter, such as {@code transfer.compressionLevel}
     * @param message what is wrong with it, with the figure found and the range allowed
     */
    public record Violation(String path, String message) implements Serializable {
        @Override
        public String toString() {
            return path + ": " + message;
        }
    }

    private final Violation[] violations;

    /** Creates an exception of at least one violation. */
    public InvalidSpecException(List<Violation> violations) {
        this(violations.toArray(Violation[]::new));
    }

    private InvalidSpecException(Violation... violations) {
        super(
                ErrorCode.INVALID_SPEC,
                Arrays.stream(violations).map(Violation::toString).collect(Collectors.joining("; ")),
                violations.length == 1
                        ? "correct it and try again"
                        : "correct all " + violations.length + " and try again");
        if (violations.length == 0) {
            throw new IllegalArgumentException("no violation given");
        }
        this.violations = violations;
    }

    /** Creates an exception of one violation. */
    public InvalidSpecException(String path, String message) {
        this(new Violation(path, message));
    }

    /** Creates an exception of one violation of the specification as a whole. */
    public InvalidSpecException(String message) {
        this("spec", message);
    }

    /** Creates an exception of one violation for each required parameter that is missing. */
    public InvalidSpecException(String[] missing) {
        this(Arrays.stream(missing)
                .map(path -> new Violation(path, "is missing"))
                .toArray(Violation[]::new));
    }

    /** Returns the same for a specification that is part of another: with {@code prefix} in front of each path. */
    public InvalidSpecException within(String prefix) {
        return new InvalidSpecException(Arrays.stream(violations)
                .map(violation -> new Violation(prefix + violation.path(), violation.message()))
                .toArray(Violation[]::new));
    }

    /** Returns every broken rule, in the order of the parameters. */
    public List<Violation> violations() {
        return List.of(violations);
    }
}
