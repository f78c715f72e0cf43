package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.smc.api.model.ModelJson;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a command prints: results to standard output, everything else to standard error. */
public final class Console {
    /** Control characters, but for line feeds and tabs: what guests call themselves must not steer the terminal. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f&&[^\\n\\t]]");

    /** Means the same to every shell. */
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

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
            out.println(visible(line));
        }
    }

    /** Prints a line that stands out where the terminal can. */
    void heading(String line) {
        if (bold && !json) {
            out.println("\u001b[1m" + visible(line) + "\u001b[0m");
        } else {
            print(line);
        }
    }

    /** Prints a line of a list of names and values. */
    void row(String name, String value) {
        print("  %-13s %s".formatted(name, value.replace("\n", "\\x0a")));
    }

    /** Prints the JSON object: in UTF-8, whatever the terminal speaks. */
    void print(Map<String, ?> object) {
        out.writeBytes((ModelJson.write(object) + "\n").getBytes(UTF_8));
        out.flush();
    }

    /** Prints a line about how it goes. */
    void error(String line) {
        err.println(visible(line));
    }

    /** Prints where an exception comes from. */
    void error(Throwable exception) {
        StringWriter trace = new StringWriter();
        exception.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(this::error);
    }

    private static String visible(String text) {
        return CONTROL.matcher(text)
                .replaceAll(found -> "\\\\x%02x".formatted((int) found.group().charAt(0)));
    }

    /** Returns a path as short as it can be said from here. */
    static String shorten(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(here) && !absolute.equals(here)
                ? here.relativize(absolute).toString()
                : absolute.toString();
    }

    /** Returns words as a shell takes them, with blanks between. */
    static String quoted(List<String> words) {
        return words.stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** Returns how to call this program again. */
    String self() {
        String jar = System.getProperty("java.class.path", "");
        return jar.endsWith(".jar") && !jar.contains(System.getProperty("path.separator"))
                ? "java -jar " + Path.of(jar)
                : "smc";
    }
}
