package dev.smc.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above the others. */
@Command(
        name = "smc",
        description = "Moves whole servers: reads their disks and makes images of them.",
        footer = {"", "Exit codes: 0 done, 1 failed, 2 bad usage."},
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("unused") // the options are declared for the help; Main looks for them before anything is parsed
final class SmcCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print one JSON object as the last line of standard output.")
    private boolean json;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log what happens to standard error.")
    private boolean verbose;

    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
