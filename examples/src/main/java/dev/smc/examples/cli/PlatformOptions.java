package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands take to recognise the platform that a server runs on. */
final class PlatformOptions {
    @Option(names = "--this-machine", description = "The disks are those of this machine: its DMI tells the platform.")
    private boolean thisMachine;

    @Option(
            names = "--dmidecode",
            paramLabel = "FILE",
            description = "The output of dmidecode on the server, to tell the platform.")
    private @Nullable Path dmidecode;

    @Option(
            names = "--platform-rules",
            paramLabel = "FILE",
            description = "Further rules that recognise platforms (docs/formats/platforms.md).")
    private @Nullable Path rules;

    /** Opens a centre with the rules. */
    MigrationCenter open(Path home) {
        return applyTo(MigrationCenter.builder().home(home)).open();
    }

    MigrationCenter.Builder applyTo(MigrationCenter.Builder center) {
        return rules == null ? center : center.platformRules(rules);
    }

    /** Returns what is known of the server's machine. */
    Map<String, String> machine() {
        if (thisMachine) {
            return MachineFacts.ofThisMachine();
        }
        try {
            return dmidecode == null ? Map.of() : MachineFacts.ofDmidecode(Files.readString(dmidecode));
        } catch (IOException e) {
            throw new InvalidSpecException("--dmidecode", dmidecode + " cannot be read: " + NewFile.reason(e));
        }
    }
}
