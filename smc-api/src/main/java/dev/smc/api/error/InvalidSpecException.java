package dev.smc.api.error;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A specification breaks rules. It names all of them, not just the first. */
public class InvalidSpecException extends MigrationException {
    private static final long serialVersionUID = 1L;
    private static final String SEPARATOR = "; ";

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
        super(ErrorCode.INVALID_SPEC, what(violations), remedy(violations));
        if (violations.length == 0) {
            throw new IllegalArgumentException("no violation given");
        }
        this.violations = violations;
    }

    private static String what(Violation... violations) {
        String all = Arrays.stream(violations).map(Violation::toString).collect(Collectors.joining(SEPARATOR));
        String advice = violations.length == 1 ? advice(violations[0]) : "";
        return advice.isEmpty() ? all : all.substring(0, all.length() - advice.length() - SEPARATOR.length());
    }

    private static String remedy(Violation... violations) {
        if (violations.length != 1) {
            return "correct all " + violations.length + " and try again";
        }
        String advice = advice(violations[0]);
        return advice.isEmpty() ? "correct it and try again" : advice;
    }

    /** Returns the way out that a message ends with; empty if it only says what is wrong. */
    private static String advice(Violation violation) {
        String message = violation.message();
        int end = message.lastIndexOf(SEPARATOR);
        String last = end < 0 ? "" : message.substring(end + SEPARATOR.length());
        return last.contains("\"") ? "" : last; // within what was found
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
