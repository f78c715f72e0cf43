package dev.smc.api.error;

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
    public record Violation(String path, String message) implements java.io.Serializable {
        @Override
        public String toString() {
            return path + ": " + message;
        }
    }

    private final transient List<Violation> violations;

    /** Creates an exception of at least one violation. */
    public InvalidSpecException(List<Violation> violations) {
        super(
                ErrorCode.INVALID_SPEC,
                violations.stream().map(Violation::toString).collect(Collectors.joining("; ")),
                violations.size() == 1
                        ? "correct it and try again"
                        : "correct all " + violations.size() + " and try again");
        this.violations = List.copyOf(violations);
    }

    /** Creates an exception of one violation. */
    public InvalidSpecException(String path, String message) {
        this(List.of(new Violation(path, message)));
    }

    /** Creates an exception from a message alone; used where a required value is missing. */
    public InvalidSpecException(String message) {
        this("spec", message);
    }

    /** Returns every broken rule, in the order of the parameters. */
    public List<Violation> violations() {
        return violations;
    }
}
