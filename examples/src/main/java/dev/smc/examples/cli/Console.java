package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.smc.api.model.ModelJson;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Where a command prints: results to standard output, everything else to standard error. */
public final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean verbose;
    private final boolean errIsTerminal;
    private final boolean bold;

    @SuppressWarnings("ReferenceEquality") // What counts is whether it is the process's own stream.
    Console(PrintStream out, PrintStream err, boolean json, boolean verbose) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.verbose = verbose;
        this.errIsTerminal = err == System.err && Terminal.isTerminal(2);
        this.bold = out == System.out && System.getenv("NO_COLOR") == null && Terminal.isTerminal(1);
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    /** Returns whether a person looks at standard error, and no log lines come between. */
    boolean drawsBars() {
        return errIsTerminal && !verbose && !json;
    }

    PrintStream err() {
        return err;
    }

    /** Prints a line for people; with {@code --json} nothing. */
    void print(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** Prints a line that stands out where the terminal can. */
    void heading(String line) {
        print(bold ? "\u001b[1m" + line + "\u001b[0m" : line);
    }

    /** Prints the JSON object: in UTF-8, whatever the terminal speaks. */
    void print(Map<String, ?> object) {
        out.writeBytes((ModelJson.write(object) + "\n").getBytes(UTF_8));
        out.flush();
    }

    /** Prints a line about how it goes. */
    void error(String line) {
        err.println(line);
    }

    /** Returns a path as short as it can be said from here. */
    static String shorten(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(here) && !absolute.equals(here)
                ? here.relativize(absolute).toString()
                : absolute.toString();
    }

    /** Returns how to call this program again. */
    String self() {
        String jar = System.getProperty("java.class.path", "");
        return jar.endsWith(".jar") && !jar.contains(System.getProperty("path.separator"))
                ? "java -jar " + Path.of(jar)
                : "smc";
    }
}
