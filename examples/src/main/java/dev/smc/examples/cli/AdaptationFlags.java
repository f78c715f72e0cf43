package dev.smc.examples.cli;

import dev.smc.api.model.AdaptationOptions;
import picocli.CommandLine.Option;

/** What commands take that adapt guests. */
final class AdaptationFlags {
    @Option(names = "--keep-network", description = "Leave the network as it is: no DHCP for the first interface.")
    private boolean keepNetwork;

    @Option(names = "--no-serial-console", description = "Do not have the kernel write to the serial console, too.")
    private boolean noSerialConsole;

    AdaptationOptions options() {
        return AdaptationOptions.of(options -> options.dhcp(!keepNetwork).serialConsole(!noSerialConsole));
    }
}
