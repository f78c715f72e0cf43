package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The entry of the command line. Exit codes: 0 done, 1 failed, 2 bad usage. */
public final class Main {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    /** Failures that do not end a round: a job that was asked for is not there, or not in a state for it, or was stopped. */
    private static final Set<ErrorCode> STILL_AS_IT_WAS =
            EnumSet.of(ErrorCode.NOT_FOUND, ErrorCode.INVALID_STATE, ErrorCode.STOPPED);

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** Runs a command and returns its exit code. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        List<String> words = Arrays.asList(args);
        if (words.contains("--verbose")) {
            System.setProperty(LOG_LEVEL, "info"); // read when the first logger is made, which has not happened yet
        }
        Console console = new Console(out, err, words.contains("--json"), words.contains("--verbose"));
        CommandLine line = new CommandLine(new SmcCommand())
                .addSubcommand(new InspectCommand(console))
                .addSubcommand(new PlanCommand(console))
                .addSubcommand(new CheckCommand(console))
                .addSubcommand(new AdaptCommand(console))
                .addSubcommand(new BootCommand(console))
                .addSubcommand(new MigrateCommand(console))
                .addSubcommand(new SyncCommand(console))
                .addSubcommand(new ResumeCommand(console))
                .addSubcommand(new JobsCommand(console))
                .addSubcommand(new ResourcesCommand(console))
                .addSubcommand(new DeleteCommand(console))
                .addSubcommand(new DemoCommand(console))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(out, true, UTF_8))
                .setErr(new PrintWriter(err, true, UTF_8))
                .setParameterExceptionHandler((e, ignored) -> badUsage(e, console))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, home(parsed), console));
        try {
            return line.execute(args);
        } catch (LinkageError e) {
            return failed(
                    new TargetWriteException(
                            ErrorCode.TARGET_UNWRITABLE,
                            "a native library cannot be loaded: " + e.getMessage(),
                            "make room in the temporary directory, or name another one with java -Djava.io.tmpdir=DIRECTORY",
                            e),
                    null,
                    console);
        }
    }

    private static int badUsage(ParameterException e, Console console) {
        console.error("smc: " + e.getMessage());
        String name = e.getCommandLine().getCommandName();
        console.error("Try: " + console.self() + (name.equals("smc") ? "" : " " + name) + " --help");
        if (console.json()) {
            console.print(
                    Json.error(new MigrationException(ErrorCode.INVALID_SPEC, String.valueOf(e.getMessage()), "")));
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static @Nullable Path home(ParseResult parsed) {
        return parsed.hasSubcommand() ? parsed.subcommand().matchedOptionValue("--home", null) : null;
    }

    private static int failed(Exception e, @Nullable Path home, Console console) {
        MigrationException failure = asMigrationException(e);
        if (console.json()) {
            console.print(Json.error(failure));
        } else {
            explain(failure, home, console);
        }
        if (failure.code() == ErrorCode.INTERNAL || console.verbose()) {
            console.error(e);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Says what failed, and how to go on with or give up a job that keeps what it made so far. */
    static void explain(MigrationException failure, @Nullable Path home, Console console) {
        console.error("smc: " + failure.getMessage());
        boolean jobFailed = !STILL_AS_IT_WAS.contains(failure.code());
        if (home != null && jobFailed && failure.jobId().isPresent()) {
            String job = " --home " + home + " --job " + failure.jobId().get();
            console.error("The job keeps what it made so far.");
            console.error("  try again    " + console.self() + " resume" + job);
            console.error("  give it up   " + console.self() + " delete" + job);
        }
    }

    /** Returns the failure itself: futures wrap it, and whatever is not one of ours is a defect or an input that is missing. */
    static MigrationException asMigrationException(Throwable e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        return cause instanceof MigrationException failure
                ? failure
                : new MigrationException(ErrorCode.INTERNAL, cause.toString(), "please report it", cause);
    }
}
