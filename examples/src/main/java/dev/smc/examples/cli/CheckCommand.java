package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.ImageCheckReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells whether a guest will start on ECS, without keeping anything. */
@Command(
        name = "check",
        description =
                "Tell whether the system on disks will start and work on Alibaba Cloud ECS. Exit code 1 if it will not.")
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final DiskParameters disks = new DiskParameters();

    @Mixin
    private final EditOptions editing = new EditOptions();

    @Option(
            names = "--adapted",
            description = "Check it as it will be after the adaptation that smc migrate does; the options of that are"
                    + " --keep-network and --no-serial-console.")
    private boolean adapted;

    @Mixin
    private final AdaptationFlags flags = new AdaptationFlags();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write the report as a page of HTML, into a new file.")
    private @Nullable Path html;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (html != null) {
            NewFile.check("--html", html);
        }
        ImageCheckReport report;
        try (ScratchHome home = new ScratchHome("smc-check");
                MigrationCenter center = editing.applyTo(
                                MigrationCenter.builder().home(home.directory()))
                        .open()) {
            AdaptationOptions options = adapted ? flags.options() : AdaptationOptions.off();
            report = center.guests().check(disks.locations(), options);
        }
        report.toText().lines().forEach(console::print);
        if (console.json()) {
            console.print(Json.check(report));
        }
        if (html != null) {
            NewFile.write("--html", html, report.toHtml());
        }
        return report.status() == CheckStatus.CRITICAL ? ExitCode.SOFTWARE : ExitCode.OK;
    }
}
